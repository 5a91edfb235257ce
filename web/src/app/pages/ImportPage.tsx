import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { ImportWizard } from "@/features/people/components/ImportWizard";

export function ImportPage() {
  const { t } = useTranslation("people");
  return (
    <>
      <PageHeader
        title={t("import.title")}
        purpose={t("import.purpose")}
        above={
          <Link to="/people" search={{}} className="text-accent hover:underline">
            {t("one.back")}
          </Link>
        }
      />
      <ImportWizard />
    </>
  );
}
