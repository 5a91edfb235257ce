import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Figures } from "@/components/Figures";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { calibrationQuery } from "@/features/training/api/calibration";
import { formatNumber, formatThousandths } from "@/lib/format";

const HASH_SHOWN = 12;

/** How near a face must be to be named, by how many are looked for, and what that was measured on. */
export function Thresholds() {
  const { t } = useTranslation("training");
  const calibration = useQuery(calibrationQuery);
  return (
    <QueryView query={calibration}>
      {(used) => (
        <Section title={t("thresholds.title")} purpose={t("thresholds.purpose")}>
          <Figures
            figures={[
              { label: t("thresholds.target"), value: t("thresholds.oneIn", { many: formatNumber(Math.round(1 / used.target_fpir)) }) },
              { label: t("thresholds.people"), value: formatNumber(used.people) },
              { label: t("thresholds.strangers"), value: formatNumber(used.strangers) },
              { label: t("thresholds.searches"), value: formatNumber(used.searches) },
            ]}
          />
          <p className="mt-4 mb-2 text-sm text-soft">{t("thresholds.table")}</p>
          <dl className="grid grid-cols-3 gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-9">
            {used.thresholds.map((threshold) => (
              <div key={threshold.people} className="flex flex-col-reverse bg-raised px-3 py-2">
                <dt className="text-sm text-soft">{formatNumber(threshold.people)}</dt>
                <dd className="font-medium tabular-nums">{formatThousandths(threshold.max_distance)}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 text-sm text-soft">
            {t(used.measured_here ? "thresholds.measuredHere" : "thresholds.ships")}{" "}
            {t("thresholds.source", {
              encoder: used.encoder,
              model: used.model_hash.slice(0, HASH_SHOWN),
              data: used.data_sha256.slice(0, HASH_SHOWN),
            })}
          </p>
        </Section>
      )}
    </QueryView>
  );
}
