import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Section } from "@/components/Section";
import { ConsentGate } from "@/features/consent/components/ConsentGate";
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
  const { t } = useTranslation(["attendance", "faces"]);
  const queryClient = useQueryClient();
  const other = nameOfOther === undefined ? {} : { nameOfOther };
  const onChange = async () => {
    queryClient.removeQueries({ queryKey: ["faces", personId] });
    await onConsentChange();
  };
  return (
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
  );
}
