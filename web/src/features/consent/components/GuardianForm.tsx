import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { answerAsGuardian } from "@/features/consent/api/guardian";
import { ConsentText } from "@/features/consent/components/ConsentText";
import type { GuardianConsent } from "@/lib/api/types";

interface Props {
  token: string;
  asked: GuardianConsent;
}

/** A guardian reads what a minor agreed to, and says yes or no. */
export function GuardianForm({ token, asked }: Props) {
  const { t } = useTranslation("consent");
  const name = asked.display_name;
  const answering = useMutation({ mutationFn: (granted: boolean) => answerAsGuardian(token, granted) });
  if (answering.isSuccess) {
    return (
      <Notice kind="good" title={t("guardian.thanks")}>
        {answering.variables ? t("guardian.granted", { name }) : t("guardian.refused", { name })}
      </Notice>
    );
  }
  if (!asked.text.trim()) return <Notice kind="bad">{t("guardian.noText", { version: asked.text_version })}</Notice>;
  const answer = (granted: boolean) => ({
    busy: answering.isPending && answering.variables === granted,
    onClick: () => {
      if (!answering.isPending) answering.mutate(granted);
    },
  });
  return (
    <div className="flex flex-col gap-6">
      <div className="rounded-card border border-line bg-sunken p-6">
        <ConsentText text={asked.text} />
        <p className="mt-4 text-sm text-soft">{t("version", { version: asked.text_version })}</p>
      </div>
      {answering.error && <ProblemNotice error={answering.error} />}
      <div className="flex flex-wrap gap-2">
        <Button look="main" {...answer(true)}>
          {t("guardian.agree")}
        </Button>
        <Button {...answer(false)}>{t("guardian.refuse")}</Button>
      </div>
    </div>
  );
}
