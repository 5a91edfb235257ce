import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { Notice } from "@/components/Notice";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { Skeleton } from "@/components/Skeleton";
import { deleteReport, reportQuery } from "@/features/accuracy/api/accuracy";
import { SystemFigures } from "@/features/accuracy/components/SystemFigures";
import { shownFirst } from "@/features/accuracy/shares";
import type { AccuracyReport } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

interface Props {
  reportId: string;
  /** sha256 of the data that the thresholds in use were chosen on; unknown while it is asked for. */
  calibrationNow: string | undefined;
  onDeleted: () => void;
}

const HASH_SHOWN = 16;

/** One report in words and plots, and whether it speaks of what recognises now. */
export function ReportView({ reportId, calibrationNow, onDeleted }: Props) {
  const { t } = useTranslation("accuracy");
  const queryClient = useQueryClient();
  const report = useQuery(reportQuery(reportId));
  return (
    <QueryView query={report} skeleton={<Skeleton rows={6} />}>
      {(found) => (
        <>
          <p className="mb-4 max-w-3xl">
            {t("measured", {
              time: dateAndClock(found.measure_time),
              version: found.presence_version,
              photos: found.photos,
              videos: found.videos,
              data: found.data_name,
            })}
          </p>
          <div className="mb-8">
            <OfWhatIsInUse report={found} calibrationNow={calibrationNow} />
          </div>
          {shownFirst(found.systems).map((system) => (
            <SystemFigures key={system.name} system={system} />
          ))}
          {found.attacks > 0 && <p className="mb-8">{t("system.attacks", { passed: found.attacks_passed, tries: found.attacks })}</p>}
          {found.not_measured.length > 0 && (
            <Section title={t("limits")}>
              <ul className="flex max-w-3xl list-disc flex-col gap-1 ps-5" lang="en">
                {found.not_measured.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </Section>
          )}
          <Made report={found} calibrationNow={calibrationNow} />
          <ConfirmButton
            trigger={(ask) => (
              <Button look="quiet" onClick={ask}>
                {t("delete")}
              </Button>
            )}
            title={t("deleteTitle")}
            consequence={t("deleteWhy")}
            action={t("delete")}
            onConfirm={async () => {
              await deleteReport(reportId);
              onDeleted();
              await queryClient.invalidateQueries({ queryKey: ["accuracy"], exact: true });
            }}
          />
        </>
      )}
    </QueryView>
  );
}

function OfWhatIsInUse({ report, calibrationNow }: { report: AccuracyReport; calibrationNow: string | undefined }) {
  const { t } = useTranslation("accuracy");
  if (!report.systems.some((system) => system.in_use)) return <Notice kind="bad">{t("otherModel")}</Notice>;
  if (calibrationNow !== undefined && calibrationNow !== report.calibration_sha256)
    return <Notice>{t("otherCalibration")}</Notice>;
  return <Notice kind="good">{t("same")}</Notice>;
}

function Made({ report, calibrationNow }: { report: AccuracyReport; calibrationNow: string | undefined }) {
  const { t } = useTranslation("accuracy");
  const hashes: [string, string][] = [
    [t("hash.report"), report.sha256],
    ...report.systems.map((system): [string, string] => [t("hash.model", { name: system.name }), system.model_sha256]),
    [t("hash.data"), report.data_sha256],
    [t("hash.calibration"), report.calibration_sha256],
    ...(calibrationNow === undefined ? [] : [[t("hash.now"), calibrationNow] satisfies [string, string]]),
  ];
  return (
    <Section title={t("made")}>
      <dl className="grid max-w-2xl grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
        {hashes.map(([name, hash]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="break-all" title={hash}>
              {hash.slice(0, HASH_SHOWN) || "–"}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
