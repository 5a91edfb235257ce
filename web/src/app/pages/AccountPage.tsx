import { useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { PageHeader } from "@/components/PageHeader";
import { Section } from "@/components/Section";
import { LoginRows } from "@/features/account/components/LoginRows";
import { NoticeSwitch } from "@/features/account/components/NoticeSwitch";
import { PasskeyRows } from "@/features/account/components/PasskeyRows";
import { PasswordForm } from "@/features/account/components/PasswordForm";
import { LANGUAGES } from "@/lib/i18n/languages";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { setLanguage } from "@/lib/i18n/setup";
import { setTheme, useTheme } from "@/lib/theme";
import type { Theme } from "@/lib/themeChoice";

const THEMES = ["system", "light", "dark"] as const satisfies readonly Theme[];

export function AccountPage() {
  const { t } = useTranslation(["account", "common"]);
  const { me } = useRouteContext({ from: "/member" });
  const theme = useTheme();
  return (
    <>
      <PageHeader title={t("page.title")} purpose={`${me.display_name} · ${me.email}`} />
      <Section title={t("change.title")} purpose={t("change.purpose")}>
        <PasswordForm />
      </Section>
      {me.role !== "student" && (
        <Section title={t("passkeys.title")} purpose={t("passkeys.purpose")}>
          <PasskeyRows />
        </Section>
      )}
      <Section title={t("logins.title")} purpose={t("logins.purpose")}>
        <LoginRows />
      </Section>
      {me.role !== "admin" && (
        <Section title={t("notices.title")} purpose={t("notices.purpose")}>
          <NoticeSwitch personId={me.person_id} />
        </Section>
      )}
      <Section title={t("page.appearance")}>
        <div className="flex flex-col items-start gap-3">
          <ChoiceBar
            label={t("page.theme")}
            value={theme}
            choices={THEMES.map((one) => ({ value: one, label: t(`page.${one}`) }))}
            onChoose={setTheme}
          />
          <ChoiceBar
            label={t("common:language")}
            value={pageLanguage()}
            choices={LANGUAGES.map((one) => ({ value: one, label: t(`common:languages.${one}`) }))}
            onChoose={(one) => void setLanguage(one)}
          />
        </div>
      </Section>
    </>
  );
}
