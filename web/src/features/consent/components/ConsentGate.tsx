import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { consentTextQuery, setConsent } from "@/features/consent/api/consent";
import { ConsentText } from "@/features/consent/components/ConsentText";
import { WaitsForGuardian } from "@/features/consent/components/WaitsForGuardian";
import type { FaceConsent } from "@/lib/api/types";

interface Props {
  personId: string;
  consent: FaceConsent;
  /** Set when somebody else records that this person agreed. */
  nameOfOther?: string;
  onChange: () => unknown;
  children: ReactNode;
}

/** Shows the consent text until it is agreed to, then what comes after. */
export function ConsentGate({ personId, consent, nameOfOther, onChange, children }: Props) {
  const { t } = useTranslation("consent");
  const text = useQuery({ ...consentTextQuery, enabled: !consent.granted && !consent.awaits_guardian });
  const [sure, setSure] = useState(false);
  const [unsureAsked, setUnsureAsked] = useState(false);
  const granting = useMutation({
    mutationFn: (version: string) => setConsent(personId, true, version),
    onSuccess: () => {
      setSure(false); // should it be withdrawn, the next consent is a new one
      return onChange();
    },
  });
  if (consent.granted) return children;
  if (consent.awaits_guardian) {
    return (
      <WaitsForGuardian
        personId={personId}
        textVersion={consent.text_version}
        {...(nameOfOther === undefined ? {} : { nameOfOther })}
      />
    );
  }

  return (
    <QueryView query={text}>
      {({ version, text: words }) => (
        <form
          className="mb-10 rounded-card border border-line bg-sunken p-6"
          onSubmit={(event) => {
            event.preventDefault();
            setUnsureAsked(!sure);
            if (sure) granting.mutate(version);
          }}
        >
          <ConsentText text={words} />
          <div className="mt-6 flex flex-col items-start gap-4">
            {granting.error && <ProblemNotice error={granting.error} />}
            {unsureAsked && !sure && (
              <p id="consent-asked" className="font-medium text-absent">
                {t("tick")}
              </p>
            )}
            <label className="flex items-start gap-3">
              <input
                type="checkbox"
                checked={sure}
                aria-describedby={unsureAsked && !sure ? "consent-asked" : undefined}
                onChange={(event) => {
                  setSure(event.target.checked);
                }}
                className="mt-0.5 size-5 shrink-0 accent-accent"
              />
              {nameOfOther ? t("otherAgrees", { name: nameOfOther }) : t("iAgree")}
            </label>
            <Button type="submit" look="main" busy={granting.isPending}>
              {nameOfOther ? t("record") : t("agree")}
            </Button>
            <p className="text-sm text-soft">{t("version", { version })}</p>
          </div>
        </form>
      )}
    </QueryView>
  );
}
