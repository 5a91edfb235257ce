import { useTranslation } from "react-i18next";

import { Row, Rows } from "@/components/Rows";
import type { PolicyScope, PolicyView } from "@/lib/api/types";

import { RULES } from "@/features/policies/settings";
import { useRuleWords } from "@/features/policies/useRuleWords";

/** Every rule in force as a sentence, and where it comes from. */
export function RuleList({ view, here }: { view: PolicyView; here: PolicyScope }) {
  const { t } = useTranslation("policies");
  const words = useRuleWords();
  return (
    <Rows aria-label={t("rules")}>
      {RULES.map((rule) => (
        <Row key={rule}>
          <span className="min-w-56 flex-1 break-words">{words(rule, view.effective)}</span>
          <Origin origin={view.origins[rule]} here={here} />
        </Row>
      ))}
    </Rows>
  );
}

export function Origin({ origin, here }: { origin: PolicyScope; here: PolicyScope }) {
  const { t } = useTranslation("policies");
  if (origin === here) return <span className="text-sm font-medium text-accent">{t("origin.here")}</span>;
  return <span className="text-sm text-soft">{t(`origin.${origin}`)}</span>;
}
