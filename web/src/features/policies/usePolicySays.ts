import { useTranslation } from "react-i18next";

import { RULES } from "@/features/policies/settings";
import { useRuleWords } from "@/features/policies/useRuleWords";
import type { PolicyInForce, PolicySettings, StatusDefinition } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

/** What a place decides for itself, as [label, value]; of its statuses only those that are not as in `known`. */
export function usePolicySays() {
  const { t, i18n } = useTranslation("policies");
  const { t: common } = useTranslation();
  const { t: edits } = useTranslation("edits");
  const rule = useRuleWords();

  const status = (one: StatusDefinition) => {
    const name = i18n.language === "ne" ? one.label_ne : one.label_en;
    const facts = [
      `${t("statuses.kind")}: ${common(`status.${one.kind}`)}`,
      `${t("statuses.points")}: ${formatNumber(one.points)}`,
      `${t("statuses.counts")}: ${edits(one.counts ? "yes" : "no")}`,
      `${t("statuses.teachers")}: ${edits(one.teachers_may_set ? "yes" : "no")}`,
    ];
    return `${name} (${one.code}) – ${facts.join(", ")}`;
  };

  function statuses(now: readonly StatusDefinition[], known: readonly StatusDefinition[]): string {
    const same = new Set(known.map((one) => JSON.stringify(one)));
    const changed = now.filter((one) => !same.has(JSON.stringify(one))).map(status);
    const gone = known.filter((one) => !now.some(({ code }) => code === one.code));
    return [...changed, ...gone.map(({ code }) => `${code}: ${edits("nothing")}`)].join("; ") || t("form.decidedHere");
  }

  return (settings: PolicySettings, base: PolicyInForce, known: readonly StatusDefinition[]) =>
    [
      ...RULES.map((name) => {
        const value = settings[name];
        const words = value == null ? t("form.inherited") : rule(name, { ...base, [name]: value });
        return [t(`setting.${name}`), words] as const;
      }),
      [t("setting.statuses"), settings.statuses ? statuses(settings.statuses, known) : t("form.inherited")] as const,
    ] as const;
}
