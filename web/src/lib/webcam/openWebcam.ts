/** Why there is no picture; the words stand in the locale under `webcam`. */
export type WebcamProblem = "insecure" | "refused" | "missing" | "taken" | "failed";

const PROBLEMS: Record<string, WebcamProblem> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "taken",
  AbortError: "taken",
};

export type WebcamAnswer = { stream: MediaStream } | { problem: WebcamProblem };

/** Asks for this device's camera. Browsers have none to give to a page that came over plain http from elsewhere. */
export async function openWebcam(wanted: MediaTrackConstraints): Promise<WebcamAnswer> {
  if (!window.isSecureContext || !("mediaDevices" in navigator)) return { problem: "insecure" };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false }) };
  } catch (error) {
    return { problem: PROBLEMS[error instanceof DOMException ? error.name : ""] ?? "failed" };
  }
}

export function closeWebcam(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
