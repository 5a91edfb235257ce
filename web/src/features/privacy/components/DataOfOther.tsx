import { useTranslation } from "react-i18next";

import { Section } from "@/components/Section";
import { DownloadData } from "@/features/privacy/components/DownloadData";

/** Somebody's data, for an administrator to hand to them. */
export function DataOfOther({ personId, name }: { personId: string; name: string }) {
  const { t } = useTranslation("privacy");
  return (
    <Section title={t("other.title")} purpose={t("other.purpose", { name })}>
      <DownloadData personId={personId} />
    </Section>
  );
}
