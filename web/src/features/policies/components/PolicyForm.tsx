import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { CheckRow } from "@/components/CheckRow";
import { TextAreaField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Section } from "@/components/Section";
import { setPolicy } from "@/features/policies/api/changePolicy";
import { type PolicyPlace, policyQuery } from "@/features/policies/api/policies";
import type { PolicyInForce, PolicySettings, PolicyView } from "@/lib/api/types";
import { asProblem } from "@/lib/api/problem";
import { newId } from "@/lib/ids";
import { useSeen } from "@/lib/useSeen";

import { RULES, sameSettings, type Setting } from "@/features/policies/settings";
import { usePolicySays } from "@/features/policies/usePolicySays";
import { useRuleWords } from "@/features/policies/useRuleWords";
import { RuleEditor } from "./RuleEditor";
import { StatusEditor } from "./StatusEditor";
import { StatusTable } from "./StatusTable";
import { WhatIfPanel } from "./WhatIfPanel";

interface Props {
  place: PolicyPlace;
  view: PolicyView;
  /** What holds where nothing is decided here; null when only Presence's beginnings do. */
  inherited: PolicyInForce | null;
  onDone: (saved: boolean) => void;
}

/** A policy to be changed: tried on the past before it is saved. */
export function PolicyForm({ place, view: newest, inherited, onDone }: Props) {
  const { t } = useTranslation("policies");
  const queryClient = useQueryClient();
  const words = useRuleWords();
  const policySays = usePolicySays();
  const seen = useSeen({ ...newest, revision: newest.own?.version ?? 0 }, () =>
    queryClient.invalidateQueries({ queryKey: policyQuery(place).queryKey }),
  );
  const view = seen.from;
  const before: PolicySettings = view.own?.settings ?? {};
  const [settings, setSettings] = useState<PolicySettings>(before);
  const [note, setNote] = useState("");
  const [requestId, setRequestId] = useState(newId);
  const saving = useMutation({
    mutationFn: () => seen.save((version) => setPolicy({ place, settings, version, note, requestId })),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["policies"] }),
        // a session's marks are decided anew at once
        place.sessionId ? queryClient.invalidateQueries({ queryKey: ["sessions"] }) : null,
      ]);
      onDone(true);
    },
  });
  // what holds while this is being changed
  const base = inherited ?? view.effective;
  const draft: PolicyInForce = { ...base, ...set(settings) };

  const says = ({ own, effective }: PolicyView) =>
    policySays(own?.settings ?? {}, effective, before.statuses ?? base.statuses);
  const take = () => {
    seen.take();
    setSettings(newest.own?.settings ?? {});
    setRequestId(newId());
    saving.reset();
  };

  function decide(name: Setting, value: PolicyInForce[Setting] | null) {
    setSettings({ ...settings, [name]: value });
    setRequestId(newId()); // another change is another request
  }

  return (
    <>
      <Section title={t("rules")} purpose={t(place.sessionId ? "session.form" : "form.purpose")}>
        <ul className="divide-y divide-line rounded-card border border-line bg-raised">
          {RULES.map((rule) => {
            const own = settings[rule] != null;
            return (
              <li key={rule} className="flex flex-col gap-2 px-1 py-3 sm:px-2">
                <CheckRow
                  checked={own}
                  onChange={(here) => {
                    decide(rule, here ? draft[rule] : null);
                  }}
                  detail={own ? t("form.decidedHere") : t("form.inherited")}
                >
                  {words(rule, draft)}
                </CheckRow>
                {own && (
                  <div role="group" aria-label={words(rule, draft)} className="ps-11 pe-3">
                    <RuleEditor
                      rule={rule}
                      policy={draft}
                      onChange={(next) => {
                        decide(rule, next[rule]);
                      }}
                    />
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      </Section>
      <Section title={t("statuses.title")} purpose={t("statuses.purpose")}>
        <div className="mb-3 -ms-3">
          <CheckRow
            checked={settings.statuses != null}
            onChange={(here) => {
              decide("statuses", here ? draft.statuses : null);
            }}
          >
            {t("statuses.here")}
          </CheckRow>
        </div>
        {settings.statuses == null ? (
          <StatusTable statuses={draft.statuses} />
        ) : (
          <StatusEditor
            statuses={settings.statuses}
            onChange={(statuses) => {
              decide("statuses", statuses);
            }}
          />
        )}
      </Section>
      {!place.sessionId && <WhatIfPanel courseId={place.courseId ?? ""} settings={settings} />}
      <div className="flex max-w-2xl flex-col gap-5">
        <TextAreaField
          label={t("form.note")}
          hint={t("form.noteHint")}
          rows={2}
          maxLength={500}
          value={note}
          onChange={(event) => {
            setNote(event.target.value);
            setRequestId(newId());
          }}
        />
        {saving.error &&
          (asProblem(saving.error).isStale ? (
            <ChangedMeanwhile seen={{ ...seen, take }} says={says} error={saving.error} />
          ) : (
            <ProblemNotice error={saving.error} title={t("form.failed")} />
          ))}
        <div className="flex flex-wrap gap-2">
          <Button
            look="main"
            busy={saving.isPending}
            disabled={sameSettings(before, settings)}
            onClick={() => {
              saving.mutate();
            }}
          >
            {t("form.save", { version: (seen.theirs ?? view).revision + 1 })}
          </Button>
          <Button
            onClick={() => {
              onDone(false);
            }}
          >
            {t("cancel", { ns: "common" })}
          </Button>
        </div>
      </div>
    </>
  );
}

/** Only what is decided here. */
function set(settings: PolicySettings): Partial<PolicyInForce> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null));
}
