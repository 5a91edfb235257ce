import { useTranslation } from "react-i18next";

import type { CheckInRules } from "@/lib/api/types";

/** Rules in one sentence; a room that says nothing is as everywhere. */
export function useRuleSentence(): (rules: CheckInRules, ofRoom: boolean) => string {
  const { t } = useTranslation("networks");
  return ({ networks, codes_off: off }, ofRoom) => {
    if (off) return t("says.off");
    if (networks.length > 0) return t("says.from", { count: networks.length, list: networks.join(", ") });
    return t(ofRoom ? "says.same" : "says.anywhere");
  };
}
