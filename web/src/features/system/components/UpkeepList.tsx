import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { isUpkeep, shortTime } from "@/features/system/useFindingWords";
import type { ServiceHealth } from "@/lib/api/types";

/** When what runs by itself ran last, in each process. */
export function UpkeepList({ services }: { services: readonly ServiceHealth[] }) {
  const { t } = useTranslation("system");
  const runs = services.flatMap(({ process, replicas }) =>
    replicas.flatMap((replica) => replica.upkeep.map((run) => ({ process, replica: replica.name, run }))),
  );
  if (runs.length === 0) return <p className="text-soft">{t("upkeep.none")}</p>;
  return (
    <Rows aria-label={t("upkeep.title")}>
      {runs.map(({ process, replica, run }) => (
        <Row key={`${process}${replica}${run.name}`}>
          <span className="min-w-56 flex-1">
            {t(`process.${process}`)}: {isUpkeep(run.name) ? t(`upkeep.${run.name}`) : run.name}
          </span>
          <Tag icon={run.failed ? CircleAlert : CircleCheck} tone={run.failed ? "warn" : "good"}>
            {t(run.failed ? "upkeep.failed" : "upkeep.ran", { time: shortTime(run.run_time) })}
          </Tag>
        </Row>
      ))}
    </Rows>
  );
}
