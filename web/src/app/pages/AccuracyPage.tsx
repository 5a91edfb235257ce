import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Crosshair } from "lucide-react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { SelectField } from "@/components/Field";
import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Skeleton } from "@/components/Skeleton";
import { reportsQuery } from "@/features/accuracy/api/accuracy";
import { AddReport } from "@/features/accuracy/components/AddReport";
import { ReportView } from "@/features/accuracy/components/ReportView";
import { calibrationQuery } from "@/features/training/api/calibration";
import { shortDate } from "@/lib/format";

/** What recognition was measured to be worth. The report shown stands in the address. */
export function AccuracyPage() {
  const { t } = useTranslation("accuracy");
  const { report: chosen } = useSearch({ from: "/member/accuracy" });
  const navigate = useNavigate({ from: "/accuracy" });
  const reports = useQuery(reportsQuery);
  const { data: calibration } = useQuery(calibrationQuery);
  const show = (report: string | undefined) => void navigate({ search: report ? { report } : {} });
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <QueryView query={reports} skeleton={<Skeleton rows={6} />}>
        {(items) => {
          const shown = items.find((one) => one.report_id === chosen) ?? items[0];
          if (!shown)
            return (
              <div className="mb-10">
                <EmptyState icon={Crosshair} title={t("none")}>
                  {t("noneWhy")}
                </EmptyState>
              </div>
            );
          return (
            <>
              {items.length > 1 && (
                <div className="mb-6 max-w-sm">
                  <SelectField
                    label={t("choose")}
                    value={shown.report_id}
                    onChange={(event) => {
                      show(event.target.value);
                    }}
                  >
                    {items.map((one) => (
                      <option key={one.report_id} value={one.report_id}>
                        {t("option", { date: shortDate(one.measure_time), data: one.data_name })}
                      </option>
                    ))}
                  </SelectField>
                </div>
              )}
              <ReportView
                key={shown.report_id}
                reportId={shown.report_id}
                calibrationNow={calibration?.data_sha256}
                onDeleted={() => {
                  show(undefined);
                }}
              />
            </>
          );
        }}
      </QueryView>
      <div className="mt-10">
        <AddReport onAdded={show} />
      </div>
    </>
  );
}
