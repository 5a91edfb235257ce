import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Section } from "@/components/Section";

/** One part of the design by day and by night, side by side. Drawn twice, so what has an id makes its own. */
export function Panels({ title, children }: { title: string; children: () => ReactNode }) {
  const { t } = useTranslation("design");
  return (
    <Section title={title}>
      <div className="grid gap-4 xl:grid-cols-2">
        <div role="group" aria-label={`${title} · ${t("light")}`} className="flex scheme-light flex-col gap-4 rounded-card border border-line bg-page p-5 text-ink">
          {children()}
        </div>
        <div role="group" aria-label={`${title} · ${t("dark")}`} className="flex scheme-dark flex-col gap-4 rounded-card border border-line bg-page p-5 text-ink">
          {children()}
        </div>
      </div>
    </Section>
  );
}
