import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { Notice } from "@/components/Notice";
import { ProgressBar } from "@/components/ProgressBar";
import { Section } from "@/components/Section";
import { applyPolicy } from "@/features/policies/api/changePolicy";
import type { PolicyProgress } from "@/lib/api/types";

import { lastDays } from "@/features/policies/days";
import { RangeFields } from "./RangeFields";

/** Past sessions keep the version they were decided by, until an administrator says otherwise here. */
export function ApplyPolicy({ courseId }: { courseId: string }) {
  const { t } = useTranslation("policies");
  const queryClient = useQueryClient();
  const [days, setDays] = useState(() => lastDays(30));
  const [progress, setProgress] = useState<PolicyProgress | null>(null);
  const [changed, setChanged] = useState<number | null>(null);

  async function apply() {
    setChanged(null);
    // what broke off goes on where it was
    const marks = await applyPolicy({ courseId, ...days }, progress?.resume_token ?? "", setProgress);
    setProgress(null);
    setChanged(marks);
    await queryClient.invalidateQueries({ queryKey: ["sessions"] });
  }

  return (
    <Section title={t("apply.title")} purpose={t("apply.purpose")}>
      <div className="flex flex-wrap items-end gap-4">
        <RangeFields
          days={days}
          onChange={(next) => {
            setDays(next);
            setProgress(null);
            setChanged(null);
          }}
        />
        <ConfirmButton
          trigger={(ask) => <Button onClick={ask}>{t(progress ? "apply.goOn" : "apply.action")}</Button>}
          title={t("apply.confirm")}
          consequence={t("apply.consequence")}
          action={t(progress ? "apply.goOn" : "apply.action")}
          onConfirm={apply}
        >
          {progress && (
            <div className="flex flex-col gap-2" aria-live="polite">
              <ProgressBar label={t("apply.title")} done={progress.sessions_done} total={progress.sessions_total} />
              <p className="text-sm text-soft">
                {t("progress", { done: progress.sessions_done, total: progress.sessions_total })}
              </p>
            </div>
          )}
        </ConfirmButton>
      </div>
      {changed !== null && (
        <div className="mt-4">
          <Notice kind="good">{t("apply.done", { count: changed })}</Notice>
        </div>
      )}
    </Section>
  );
}
