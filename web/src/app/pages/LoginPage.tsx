import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { useEnter } from "@/app/useEnter";
import { LoginForm } from "@/features/account/components/LoginForm";

export function LoginPage() {
  const { t } = useTranslation("account");
  const { next } = useSearch({ from: "/login" });
  const enter = useEnter();
  return (
    <CentredPage title={t("login.title")}>
      <LoginForm
        onLogin={(me) => {
          enter(me, next);
        }}
      />
      <p className="mt-8 text-sm text-soft">{t("login.invited")}</p>
    </CentredPage>
  );
}
