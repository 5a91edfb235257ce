import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, CircleSlash, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ROW_LINK, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import type { TrainingRun } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

const LOOKS = {
  running: { icon: LoaderCircle, tone: "accent" },
  done: { icon: CircleCheck, tone: "good" },
  failed: { icon: CircleAlert, tone: "bad" },
  cancelled: { icon: CircleSlash, tone: "plain" },
} as const;

export function RunList({ runs }: { runs: readonly TrainingRun[] }) {
  const { t } = useTranslation("training");
  return (
    <Rows>
      {runs.map((run) => {
        const { icon, tone } = LOOKS[run.state];
        return (
          <li key={run.request_id}>
            <Link to="/training" search={{ run: run.request_id }} className={ROW_LINK}>
              <span className="min-w-0 flex-1">{run.start_time ? dateAndClock(run.start_time) : t("runs.starting")}</span>
              <span className="text-sm text-soft">
                {run.encoder && `${t("runs.encoder", { encoder: run.encoder })} `}
                {run.state === "done" && t("runs.version", { version: run.gallery_version })}
                {run.rejected > 0 && ` · ${t("runs.rejected", { count: run.rejected })}`}
              </span>
              <Tag icon={icon} tone={tone}>
                {t(`runs.${run.state}`)}
              </Tag>
            </Link>
          </li>
        );
      })}
    </Rows>
  );
}
