import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { ProgressBar } from "@/components/ProgressBar";
import { CancelRun } from "@/features/training/components/CancelRun";
import { RejectedPhotos } from "@/features/training/components/RejectedPhotos";
import { TrainingLog } from "@/features/training/components/TrainingLog";
import { useLiveRun } from "@/features/training/useLiveRun";
import { sentence } from "@/lib/format";

/** About two minutes left: a run's pace is no clockwork. */
function remainingTime(t: TFunction<"training">, seconds: number): string {
  return seconds < 90
    ? t("run.seconds", { count: Math.ceil(seconds) })
    : t("run.minutes", { count: Math.round(seconds / 60) });
}

/** A run as it goes: how far it is, what it says, and which photos it could not use. */
export function RunView({ requestId }: { requestId: string }) {
  const { t } = useTranslation("training");
  const { run, socket } = useLiveRun(requestId);
  const { samplesDone: done, samplesTotal: total, remainingSeconds } = run;
  const remaining = remainingSeconds !== null && remainingSeconds >= 1 ? remainingTime(t, remainingSeconds) : "";
  return (
    <>
      <div className="mb-8 flex flex-col gap-4">
        {socket.state === "refused" && <ProblemNotice error={socket.refusal} title={t("run.refused")} />}
        {run.state === "running" && (
          <div>
            <div className="mb-2 flex justify-between gap-4" role="status">
              <span className="font-medium">{t("run.running")}</span>
              <span className="text-soft">
                {total > 0 ? t("run.progress", { done, total }) : t("run.preparing")}
                {remaining && ` · ${remaining}`}
              </span>
            </div>
            <ProgressBar label={t("run.bar")} done={done} total={total} />
            <div className="mt-3 flex justify-end">
              <CancelRun requestId={requestId} />
            </div>
          </div>
        )}
        {run.state === "done" && run.result && (
          <Notice kind="good" title={t("run.done", { version: run.result.galleryVersion })}>
            {t("run.doneWhat", {
              people: t("run.people", { count: run.result.people }),
              photos: t("run.photos", { count: run.result.encodings }),
              fresh: run.result.encodedNow,
            })}
          </Notice>
        )}
        {run.state === "cancelled" && <Notice title={t("run.cancelled")}>{t("run.cancelledWhat")}</Notice>}
        {run.state === "failed" && (
          <Notice kind="bad" title={t("run.failed")}>
            {sentence(run.failure)}
          </Notice>
        )}
      </div>
      {run.rejected.length > 0 && <RejectedPhotos photos={run.rejected} />}
      <TrainingLog lines={run.log} />
    </>
  );
}
