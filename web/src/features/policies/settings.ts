import type { PolicyInForce, PolicySettings } from "@/lib/api/types";

/** Rules of so many minutes; 0 switches the later ones off. */
export const TIMES = [
  "late_after_seconds",
  "left_early_before_seconds",
  "minimum_present_seconds",
  "bridge_gap_seconds",
] as const;

/** In the order in which they are shown; the status set has a table of its own. */
export const RULES = [
  ...TIMES,
  "watched_share_for_absence",
  "free_absences",
  "warnings",
  "excuses_decided_by",
] as const satisfies readonly (keyof PolicyInForce)[];

export type Rule = (typeof RULES)[number];
export type Setting = Rule | "statuses";
export type TimeRule = (typeof TIMES)[number];

export const MOST_MINUTES: Record<TimeRule, number> = {
  late_after_seconds: 1440,
  left_early_before_seconds: 1440,
  minimum_present_seconds: 1440,
  bridge_gap_seconds: 240,
};

export function isTime(rule: Rule): rule is TimeRule {
  return (TIMES as readonly Rule[]).includes(rule);
}

/** Whether both say the same, whatever the order of their fields. */
export function sameSettings(one: PolicySettings, other: PolicySettings): boolean {
  return changedSettings(one, other).length === 0;
}

/** The settings that two versions do not share. */
export function changedSettings(earlier: PolicySettings, later: PolicySettings): Setting[] {
  return [...RULES, "statuses" as const].filter(
    (name) => JSON.stringify(earlier[name] ?? null) !== JSON.stringify(later[name] ?? null),
  );
}

/** The statuses that Presence gives by itself: always there, always counting as what their code says. */
export const BUILT_IN = ["PRESENT", "LATE", "LEFT_EARLY", "ABSENT", "EXCUSED"] as const;

export function isBuiltIn(code: string): boolean {
  return (BUILT_IN as readonly string[]).includes(code);
}
