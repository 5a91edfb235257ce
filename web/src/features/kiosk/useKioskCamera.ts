import { useEffect, useState } from "react";

import type { WebcamProblem } from "@/lib/webcam/openWebcam";
import { useWebcam } from "@/lib/webcam/useWebcam";

const AGAIN_MS = 4_000;

/** The tablet's camera, asked for again by itself until it is there; its problem stays shown meanwhile. */
export function useKioskCamera(wanted: boolean): { stream: MediaStream | null; problem: WebcamProblem | null } {
  const [attempt, setAttempt] = useState(0);
  const [problem, setProblem] = useState<WebcamProblem | null>(null);
  const webcam = useWebcam(wanted, attempt);
  const found = webcam.state === "failed" ? webcam.problem : webcam.state === "asking" ? problem : null;
  if (found !== problem) setProblem(found);

  const failed = webcam.state === "failed";
  useEffect(() => {
    if (!failed) return;
    const again = () => {
      setAttempt((one) => one + 1);
    };
    const timer = setTimeout(again, AGAIN_MS);
    const devices = "mediaDevices" in navigator ? navigator.mediaDevices : null;
    devices?.addEventListener("devicechange", again); // plugged in again
    return () => {
      clearTimeout(timer);
      devices?.removeEventListener("devicechange", again);
    };
  }, [failed]);

  return { stream: webcam.state === "on" ? webcam.stream : null, problem };
}
