import { useEffect, useState } from "react";

import { closeWebcam, openWebcam, type WebcamProblem } from "@/lib/webcam/openWebcam";

type Webcam =
  | { state: "off" }
  | { state: "asking" }
  | { state: "on"; stream: MediaStream }
  | { state: "failed"; problem: WebcamProblem };

const WANTED: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };

/** This device's camera for as long as it is wanted; its light goes out when it is not. Another `attempt` asks again. */
export function useWebcam(wanted: boolean, attempt = 0): Webcam {
  const [answer, setAnswer] = useState<Webcam>({ state: "asking" });

  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    let opened: MediaStream | null = null;
    const fail = () => {
      if (!gone) setAnswer({ state: "failed", problem: "taken" });
    };
    void openWebcam(WANTED).then((found) => {
      if ("problem" in found) {
        if (!gone) setAnswer({ state: "failed", problem: found.problem });
        return;
      }
      if (gone) {
        closeWebcam(found.stream);
        return;
      }
      opened = found.stream;
      opened.getVideoTracks()[0]?.addEventListener("ended", fail); // unplugged, or taken back in the browser
      setAnswer({ state: "on", stream: found.stream });
    });
    return () => {
      gone = true;
      if (opened) closeWebcam(opened);
      setAnswer({ state: "asking" });
    };
  }, [wanted, attempt]);

  return wanted ? answer : { state: "off" };
}
