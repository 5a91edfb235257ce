import { useTranslation } from "react-i18next";

import type { MarkHistoryEntry } from "@/lib/api/types";

/** Who or what changed a mark, as one sentence. */
export function useWhy(): (entry: MarkHistoryEntry) => string {
  const { t, i18n } = useTranslation("history");
  return (entry) => {
    const who = entry.by_caller ? t("who.you") : t(`who.${entry.actor_role}`);
    const rule = `rule.${entry.why}`;
    const sentence = t(`reason.${entry.reason}`, { who });
    return i18n.exists(rule, { ns: "history" }) ? `${sentence} ${t(rule as "rule.said")}` : sentence;
  };
}
