import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { setConsent } from "@/features/consent/api/consent";
import type { FaceConsent } from "@/lib/api/types";
import { shortDate } from "@/lib/format";

interface Props {
  personId: string;
  consent: FaceConsent;
  nameOfOther?: string;
  onChange: () => unknown;
}

/** When consent was given, and the way back from it. */
export function WithdrawConsent({ personId, consent, nameOfOther, onChange }: Props) {
  const { t } = useTranslation("consent");
  if (!consent.granted) return null;
  const words = { name: nameOfOther ?? "", date: consent.grant_time ? shortDate(consent.grant_time) : "" };
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-card border border-line p-4">
      <p>{nameOfOther ? t("otherGave", words) : t("youGave", words)}</p>
      <ConfirmButton
        trigger={(ask) => (
          <Button small onClick={ask}>
            {t("withdraw")}
          </Button>
        )}
        title={t("withdrawTitle")}
        consequence={nameOfOther ? t("otherWithdraws", words) : t("youWithdraw")}
        action={t("withdrawAction")}
        onConfirm={async () => {
          await setConsent(personId, false, consent.text_version);
          await onChange();
        }}
      />
    </div>
  );
}
