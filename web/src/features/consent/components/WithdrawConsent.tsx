import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { ProblemNotice } from "@/components/ProblemNotice";
import { setConsent } from "@/features/consent/api/consent";
import type { FaceConsent } from "@/lib/api/types";
import { shortDate } from "@/lib/format";

interface Props {
  personId: string;
  consent: FaceConsent;
  nameOfOther?: string;
  onChange: () => unknown;
}

/** When consent was given, and the way back from it: one click of one's own, a question first for somebody else's. */
export function WithdrawConsent({ personId, consent, nameOfOther, onChange }: Props) {
  const { t } = useTranslation("consent");
  const withdrawing = useMutation({
    mutationFn: () => setConsent(personId, false, consent.text_version),
    onSuccess: onChange,
  });
  if (!consent.granted) return null;
  const words = { name: nameOfOther ?? "", date: consent.grant_time ? shortDate(consent.grant_time) : "" };
  return (
    <div className="flex flex-col gap-3 rounded-card border border-line p-4">
      {withdrawing.error && <ProblemNotice error={withdrawing.error} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        {nameOfOther ? (
          <>
            <p>{t("otherGave", words)}</p>
            <ConfirmButton
              trigger={(ask) => (
                <Button small onClick={ask}>
                  {t("withdraw")}
                </Button>
              )}
              title={t("withdrawTitle")}
              consequence={t("otherWithdraws", words)}
              action={t("withdrawAction")}
              onConfirm={() => withdrawing.mutateAsync()}
            />
          </>
        ) : (
          <>
            <div className="max-w-2xl min-w-0 flex-1 basis-72">
              <p>{t("youGave", words)}</p>
              <p className="text-sm text-soft">{t("youWithdraw")}</p>
            </div>
            <Button
              look="danger"
              busy={withdrawing.isPending}
              onClick={() => {
                withdrawing.mutate();
              }}
            >
              {t("withdrawAction")}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
