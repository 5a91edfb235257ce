import clsx from "clsx";
import { ArrowLeft, ArrowRight, CameraOff, Check, CircleX, Clock, type LucideIcon, ScanFace, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Kiosk } from "@/features/kiosk/api";
import type { KioskState } from "@/features/kiosk/kioskMessages";
import { useProblemWords } from "@/lib/i18n/useProblemWords";
import { ProblemError } from "@/lib/api/problem";
import { clock } from "@/lib/format";
import type { WebcamProblem } from "@/lib/webcam/openWebcam";

interface Props {
  state: KioskState;
  running: Kiosk["running"];
  /** The gateway answers. */
  connected: boolean;
  problem: WebcamProblem | null;
}

/** What somebody at the kiosk reads, large enough from two steps away. */
export function KioskWords({ state, running, connected, problem }: Props) {
  const { t } = useTranslation(["kiosk", "common"]);
  const problemWords = useProblemWords();
  const { Icon, title, text } = words();
  return (
    <div role="status" className="flex items-center gap-5 text-white">
      <Icon aria-hidden strokeWidth={1.75} className={clsx("shrink-0", state.at === "prompt" || state.at === "accepted" ? "size-20 sm:size-32" : "size-14 sm:size-20")} />
      <div className="min-w-0">
        <p className="text-3xl leading-tight font-semibold tracking-tight text-balance sm:text-5xl">{title}</p>
        {text && <p className="mt-1 text-base text-white/80 sm:text-xl">{text}</p>}
      </div>
    </div>
  );

  function words(): { Icon: LucideIcon; title: string; text: string } {
    switch (state.at) {
      case "idle":
        if (!connected) return { Icon: WifiOff, title: t("offline.title"), text: t("offline.text") };
        if (problem) return { Icon: CameraOff, title: t("common:webcam.title"), text: t(`common:webcam.${problem}`) };
        if (!running) return { Icon: Clock, title: t("noClass.title"), text: t("noClass.text") };
        return { Icon: ScanFace, title: t("idle.title"), text: t("idle.text") };
      case "connecting":
        return { Icon: ScanFace, title: t("connecting"), text: "" };
      case "guidance":
        return { Icon: ScanFace, title: t(`guidance.${state.guidance}`), text: "" };
      case "prompt": {
        const { position, step, steps, seconds_left: seconds } = state.prompt;
        const Icon = position === "left" ? ArrowLeft : position === "right" ? ArrowRight : ScanFace;
        return { Icon, title: t(`prompt.${position}`), text: t("step", { step, steps, seconds: Math.ceil(seconds) }) };
      }
      case "accepted": {
        const { first_name: name, check_in_time: time, stored } = state.answer;
        const title = name ? t("accepted.title", { name }) : t("accepted.nameless");
        return { Icon: Check, title, text: stored ? t("accepted.text", { time: clock(time) }) : t("accepted.onItsWay") };
      }
      case "refused":
        return { Icon: CircleX, title: t(`refused.${state.reason}.title`), text: t(`refused.${state.reason}.text`) };
      case "closed":
        return {
          Icon: CircleX,
          title: t("closed"),
          text: problemWords(new ProblemError(state.closed.detail, 0, state.closed.reason)),
        };
      case "lost":
        return { Icon: CircleX, title: t("lost.title"), text: t("lost.text") };
    }
  }
}
