import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { Button } from "@/components/Button";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <CentredPage title={t("notFound.title")} purpose={t("notFound.purpose")}>
      <Button asChild look="main">
        <Link to="/">{t("notFound.home")}</Link>
      </Button>
    </CentredPage>
  );
}
