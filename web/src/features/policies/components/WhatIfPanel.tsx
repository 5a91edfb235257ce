import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import type { Period } from "@/components/PeriodFields";
import { ProblemNotice } from "@/components/ProblemNotice";
import { ProgressBar } from "@/components/ProgressBar";
import { Section } from "@/components/Section";
import { whatIf } from "@/features/policies/api/changePolicy";
import type { PolicyDifference, PolicyProgress, PolicySettings } from "@/lib/api/types";

import { lastDays } from "@/features/policies/days";
import { sameSettings } from "@/features/policies/settings";
import { DifferenceView } from "./DifferenceView";
import { RangeFields } from "./RangeFields";

interface Props {
  courseId: string;
  settings: PolicySettings;
}

interface Asked {
  days: Period;
  settings: PolicySettings;
}

/** What the settings would change of past sessions, before anything is saved. */
export function WhatIfPanel({ courseId, settings }: Props) {
  const { t } = useTranslation("policies");
  const [days, setDays] = useState(() => lastDays(30));
  const [progress, setProgress] = useState<PolicyProgress | null>(null);
  const [found, setFound] = useState<(Asked & { difference: PolicyDifference }) | null>(null);
  const trying = useMutation({
    mutationFn: (asked: Asked) => whatIf({ courseId, ...asked.days }, asked.settings, setProgress),
    onMutate: () => {
      setProgress(null);
      setFound(null);
    },
    onSuccess: (difference, asked) => {
      setFound({ ...asked, difference });
    },
  });
  return (
    <Section title={t("whatIf.title")} purpose={t("whatIf.purpose")}>
      <div className="flex flex-wrap items-end gap-4">
        <RangeFields days={days} onChange={setDays} />
        <Button
          busy={trying.isPending}
          onClick={() => {
            trying.mutate({ days, settings });
          }}
        >
          {t("whatIf.action")}
        </Button>
      </div>
      <div className="mt-4 flex flex-col gap-4" aria-live="polite">
        {trying.isPending && progress && (
          <>
            <ProgressBar label={t("whatIf.title")} done={progress.sessions_done} total={progress.sessions_total} />
            <p className="text-sm text-soft">
              {t("progress", { done: progress.sessions_done, total: progress.sessions_total })}
            </p>
          </>
        )}
        {trying.error && <ProblemNotice error={trying.error} title={t("whatIf.failed")} />}
        {found && (found.days !== days || !sameSettings(found.settings, settings)) && <p className="text-late">{t("whatIf.outdated")}</p>}
        {found && <DifferenceView difference={found.difference} />}
      </div>
    </Section>
  );
}
