import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { PageHeader } from "@/components/PageHeader";
import { Basics } from "@/features/design/components/Basics";
import { Forms } from "@/features/design/components/Forms";
import { States } from "@/features/design/components/States";
import { setTheme, useTheme } from "@/lib/theme";
import type { Theme } from "@/lib/themeChoice";

const THEMES = ["system", "light", "dark"] as const satisfies readonly Theme[];

/** The design system as it is: what a page may be made of. */
export function DesignPage() {
  const { t } = useTranslation(["design", "account"]);
  const theme = useTheme();
  return (
    <>
      <PageHeader
        title={t("title")}
        purpose={t("purpose")}
        action={
          <ChoiceBar
            label={t("account:page.theme")}
            value={theme}
            choices={THEMES.map((one) => ({ value: one, label: t(`account:page.${one}`) }))}
            onChoose={setTheme}
          />
        }
      />
      <Basics />
      <Forms />
      <States />
    </>
  );
}
