import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Ruler, Square, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Figures } from "@/components/Figures";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import {
  type Advice,
  type Commissioning,
  commissioningQuery,
  startCommissioning,
  stopCommissioning,
} from "@/features/cameras/api/cameras";
import { RegionGrid } from "@/features/cameras/components/RegionGrid";
import { inTen } from "@/features/cameras/inTen";
import { clock, dateAndClock } from "@/lib/format";

const MINUTES = 5;

/** Measures what a camera shows of its room while people walk and sit through it. */
export function CommissioningPanel({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation("cameras");
  const queryClient = useQueryClient();
  const last = useQuery(commissioningQuery(cameraId));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["cameras", "commissioning", cameraId] });
  const starting = useMutation({ mutationFn: () => startCommissioning(cameraId, MINUTES), onSuccess: refresh });
  const stopping = useMutation({ mutationFn: () => stopCommissioning(cameraId), onSuccess: refresh });
  const problem = starting.error ?? stopping.error;
  return (
    <div className="flex flex-col gap-4">
      {problem && <ProblemNotice error={problem} />}
      <QueryView query={last}>
        {(found) => (
          <>
            <div className="flex flex-wrap items-center gap-3">
              {found?.running ? (
                <>
                  <Button
                    busy={stopping.isPending}
                    onClick={() => {
                      stopping.mutate();
                    }}
                  >
                    <Square size={16} aria-hidden />
                    {t("commissioning.stop")}
                  </Button>
                  <p role="status">{t("commissioning.running", { time: clock(found.until_time) })}</p>
                </>
              ) : (
                <Button
                  look="main"
                  busy={starting.isPending}
                  onClick={() => {
                    starting.mutate();
                  }}
                >
                  <Ruler size={18} aria-hidden />
                  {t(found ? "commissioning.again" : "commissioning.start")}
                </Button>
              )}
            </div>
            {found ? <Result found={found} /> : <p className="text-soft">{t("commissioning.never")}</p>}
          </>
        )}
      </QueryView>
    </div>
  );
}

function Result({ found }: { found: Commissioning }) {
  const { t } = useTranslation("cameras");
  if (found.frames === 0) {
    return <p className="text-soft">{t(found.running ? "commissioning.waiting" : "commissioning.nothing")}</p>;
  }
  return (
    <div className="flex flex-col gap-5">
      <ul className="flex flex-col gap-3">
        {found.advice.map((advice) => (
          <li key={advice.zone} className="flex items-start gap-3">
            {advice.problem === "none" ? (
              <CircleCheck size={20} className="mt-0.5 shrink-0 text-present" aria-hidden />
            ) : (
              <TriangleAlert size={20} className="mt-0.5 shrink-0 text-late" aria-hidden />
            )}
            <p className="max-w-prose">{words(advice)}</p>
          </li>
        ))}
      </ul>
      <RegionGrid commissioning={found} />
      <Figures
        figures={[
          { label: t("commissioning.mostFaces"), value: found.most_faces },
          { label: t("commissioning.frames"), value: found.frames },
          { label: t("commissioning.light"), value: Math.round(found.brightness) },
          { label: t("commissioning.size"), value: `${found.width_px}×${found.height_px}` },
        ]}
      />
      <p className="text-sm text-soft">
        {t("commissioning.measured", {
          time: dateAndClock(found.start_time),
          model: found.curve_model,
          data: found.curve_data_sha256.slice(0, 12),
        })}
      </p>
    </div>
  );

  function words({ zone, problem, width_px: width, predicted_recall: recall, wanted_width_px: wanted }: Advice): string {
    const where = t(`commissioning.zone.${zone}`);
    const ten = inTen(recall);
    const values = {
      where,
      width: Math.round(width),
      share: ten === null ? t("commissioning.nearlyAll") : t("commissioning.share", { ten }),
      wanted: Math.round(wanted),
      times: Math.round(Math.max(1.1, wanted / Math.max(1, width)) * 10) / 10,
    };
    return t(`commissioning.advice.${problem}`, values);
  }
}
