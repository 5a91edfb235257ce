import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { PageHeader } from "@/components/PageHeader";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Section } from "@/components/Section";
import { chooseLanguage } from "@/features/account/api/language";
import { LoginRows } from "@/features/account/components/LoginRows";
import { PasskeyRows } from "@/features/account/components/PasskeyRows";
import { PasswordForm } from "@/features/account/components/PasswordForm";
import { LANGUAGES, type Language } from "@/lib/i18n/languages";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { setTheme, useTheme } from "@/lib/theme";
import type { Theme } from "@/lib/themeChoice";

const THEMES = ["system", "light", "dark"] as const satisfies readonly Theme[];

export function AccountPage() {
  const { t } = useTranslation(["account", "common"]);
  const { me } = useRouteContext({ from: "/member" });
  const theme = useTheme();
  const queryClient = useQueryClient();
  const choose = useMutation({ mutationFn: (language: Language) => chooseLanguage(queryClient, language) });
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
          <Button asChild>
            <Link to="/notices">{t("notices.choose")}</Link>
          </Button>
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
            onChoose={(one) => {
              choose.mutate(one);
            }}
          />
          <p className="text-sm text-soft">{t("notices.language")}</p>
          {choose.error && <ProblemNotice error={choose.error} />}
        </div>
      </Section>
    </>
  );
}
