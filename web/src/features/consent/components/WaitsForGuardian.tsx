import { useMutation } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { askGuardian } from "@/features/consent/api/guardian";
import { dateAndClock } from "@/lib/format";

interface Props {
  personId: string;
  textVersion: string;
  nameOfOther?: string;
}

/** A minor has agreed; the guardian is asked by a link. */
export function WaitsForGuardian({ personId, textVersion, nameOfOther }: Props) {
  const { t } = useTranslation("consent");
  const asking = useMutation({ mutationFn: () => askGuardian(personId, textVersion) });
  return (
    <div className="mb-10 flex flex-col gap-4">
      <EmptyState
        icon={Hourglass}
        title={t("guardian.waits")}
        action={
          <Button
            look={asking.data ? "plain" : "main"}
            busy={asking.isPending}
            onClick={() => {
              asking.mutate();
            }}
          >
            {asking.data ? t("guardian.askAgain") : t("guardian.ask")}
          </Button>
        }
      >
        {nameOfOther ? t("guardian.otherWaits", { name: nameOfOther }) : t("guardian.youWait")}
      </EmptyState>
      {asking.error && <ProblemNotice error={asking.error} title={t("guardian.notAsked")} />}
      {asking.data && (
        <Notice kind="good">{t("guardian.asked", { time: dateAndClock(asking.data.expire_time) })}</Notice>
      )}
    </div>
  );
}
