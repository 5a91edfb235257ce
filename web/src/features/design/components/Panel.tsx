import type { ReactNode } from "react";

import { Section } from "@/components/Section";

/** One part of the design. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Section title={title}>
      <div className="flex flex-col gap-4 rounded-card border border-line p-5">{children}</div>
    </Section>
  );
}
