import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { ReportForm } from "@/features/reports/components/ReportForm";

export function ReportsPage() {
  const { t } = useTranslation("reports");
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <ReportForm />
    </>
  );
}
