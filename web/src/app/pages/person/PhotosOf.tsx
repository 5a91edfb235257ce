import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Section } from "@/components/Section";
import { ConsentGate } from "@/features/consent/components/ConsentGate";
import { ConsentHistory } from "@/features/consent/components/ConsentHistory";
import { ErasureReceipt } from "@/features/consent/components/ErasureReceipt";
import { WithdrawConsent } from "@/features/consent/components/WithdrawConsent";
import { PhotoGrid } from "@/features/faces/components/PhotoGrid";
import { PhotoSubmission } from "@/features/faces/components/PhotoSubmission";
import type { FaceConsent } from "@/lib/api/types";

interface Props {
  personId: string;
  consent: FaceConsent;
  /** Set when an administrator does it for somebody. */
  nameOfOther?: string;
  onConsentChange: () => Promise<unknown>;
}

/** Consent first, then photos. */
export function PhotosOf({ personId, consent, nameOfOther, onConsentChange }: Props) {
  const { t } = useTranslation(["attendance", "faces", "consent"]);
  const queryClient = useQueryClient();
  const other = nameOfOther === undefined ? {} : { nameOfOther };
  const onChange = async () => {
    queryClient.removeQueries({ queryKey: ["faces", personId] });
    void queryClient.invalidateQueries({ queryKey: ["consents", personId] });
    await onConsentChange();
  };
  return (
    <>
      {!consent.granted && consent.withdraw_time && (
        <div className="mb-6">
          <ErasureReceipt personId={personId} withdrawTime={consent.withdraw_time} />
        </div>
      )}
      <ConsentGate personId={personId} consent={consent} {...other} onChange={onChange}>
        <Section title={t("submit")} purpose={t("submitPurpose")}>
          <PhotoSubmission personId={personId} />
        </Section>
        <Section title={t("faces:kept")}>
          <PhotoGrid personId={personId} />
        </Section>
        <div className="mb-10">
          <WithdrawConsent personId={personId} consent={consent} {...other} onChange={onChange} />
        </div>
      </ConsentGate>
      {(consent.grant_time ?? consent.withdraw_time) && (
        <Section title={t("consent:history.title")}>
          <ConsentHistory personId={personId} />
        </Section>
      )}
    </>
  );
}
