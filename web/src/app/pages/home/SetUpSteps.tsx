import { Link } from "@tanstack/react-router";
import { ArrowRight, Circle, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { type Step, useSetUpSteps } from "@/app/pages/home/useSetUpSteps";
import { Below } from "@/components/Below";
import { ROW_LINK, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { Skeleton } from "@/components/Skeleton";
import { Tag } from "@/components/Tag";

/** The way to the first session, gone once it is walked, and what stands below it. */
export function SetUpSteps({ children }: { children: ReactNode }) {
  const known = useSetUpSteps();
  return (
    <>
      {known.coming && <Skeleton />}
      {known.steps && <StepList steps={known.steps} />}
      <Below coming={known.coming}>{children}</Below>
    </>
  );
}

function StepList({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation();
  const next = steps.find((step) => !step.done)?.name;

  return (
    <Section title={t("home.setUp")} purpose={t("home.setUpPurpose")}>
      <Rows>
        {steps.map(({ name, to, done }) => (
          <li key={name}>
            <Link to={to} className={ROW_LINK}>
              {done ? (
                <CircleCheck size={20} className="text-present" aria-label={t("home.done")} />
              ) : (
                <Circle size={20} className={name === next ? "text-accent" : "text-edge"} aria-hidden />
              )}
              <span className="min-w-48 flex-1">
                <span className="block font-medium">{t(`home.steps.${name}`)}</span>
                <span className="block text-sm text-soft">{t(`home.steps.${name}Why`)}</span>
              </span>
              {name === next && (
                <Tag icon={ArrowRight} tone="accent">
                  {t("home.next")}
                </Tag>
              )}
            </Link>
          </li>
        ))}
      </Rows>
    </Section>
  );
}
