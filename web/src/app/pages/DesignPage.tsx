import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { Basics } from "@/features/design/components/Basics";
import { Forms } from "@/features/design/components/Forms";
import { States } from "@/features/design/components/States";

/** The design system as it is: what a page may be made of. */
export function DesignPage() {
  const { t } = useTranslation("design");
  return (
    <div data-wide>
      <PageHeader title={t("title")} purpose={t("purpose")} />
      <Basics />
      <Forms />
      <States />
    </div>
  );
}
