import { useTranslation } from "react-i18next";

import type { PolicyInForce } from "@/lib/api/types";

import { isTime, type Rule } from "./settings";

/** A rule of a policy as a sentence. */
export function useRuleWords() {
  const { t } = useTranslation("policies");
  return (rule: Rule, policy: PolicyInForce): string => {
    if (isTime(rule)) {
      const minutes = policy[rule] / 60;
      return minutes === 0 ? t(`says.${rule}.off`) : t(`says.${rule}.on`, { minutes });
    }
    switch (rule) {
      case "watched_share_for_absence":
        return t("says.watched_share_for_absence", { percent: Math.round(policy[rule] * 100) });
      case "free_absences":
        return policy[rule] === 0 ? t("says.free_absences.off") : t("says.free_absences.on", { count: policy[rule] });
      case "warnings":
        return policy[rule].length === 0
          ? t("says.warnings.off")
          : policy[rule].map((one) => t(`says.warnings.${one.rule}`, { count: one.threshold })).join(" ");
      case "excuses_decided_by":
        return t(`says.excuses_decided_by.${policy[rule]}`);
    }
  };
}
