import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { ToLogin } from "@/app/pages/ToLogin";
import { loginOptionsQuery } from "@/features/account/api/loginOptions";
import { ForgotForm } from "@/features/account/components/ForgotForm";

export function ForgotPage() {
  const { t } = useTranslation("account");
  const { data: options } = useQuery(loginOptionsQuery);
  return (
    <CentredPage title={t("forgot.title")} purpose={t("forgot.purpose")}>
      <ForgotForm />
      {options?.mail === false && <p className="mt-6 text-sm text-soft">{t("forgot.noMail")}</p>}
      <ToLogin />
    </CentredPage>
  );
}
