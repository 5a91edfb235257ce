import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { StartSessionForm } from "@/features/sessions/components/StartSessionForm";

export function NewSessionPage() {
  const { t } = useTranslation("sessions");
  const { course } = useSearch({ from: "/member/sessions/new" });
  return (
    <>
      <PageHeader
        title={t("start.title")}
        purpose={t("start.purpose")}
        above={
          <Link to="/sessions" search={{}} className="text-accent hover:underline">
            {t("page.back")}
          </Link>
        }
      />
      <StartSessionForm courseId={course} />
    </>
  );
}
