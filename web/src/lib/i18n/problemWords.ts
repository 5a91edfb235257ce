import i18next from "i18next";

import { asProblem } from "@/lib/api/problem";
import { sentence, weekdayAndDay } from "@/lib/format";

// Those of them that have come: what only teachers and administrators meet comes with their texts, see tiers.ts.
const FILES = ["problems", "studentProblems", "staffProblems"] as const;

// which key it is, is known to nobody before a problem comes
const lookUp = i18next as unknown as { t: (key: string, values: Record<string, string>) => string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A problem in the page's language where we have the words, else in the gateway's. */
export function problemWords(error: unknown): string {
  const problem = asProblem(error);
  const key = problem.reason.toLowerCase().replaceAll("_", "-");
  const detail = problem.message ? sentence(problem.message) : i18next.t("unknown", { ns: "problems" });
  const file = FILES.find((ns) => i18next.exists(key, { ns }));
  if (!file) return detail;
  const { field, kind } = problem.metadata;
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(problem.metadata)) shown[name] = DAY.test(value) ? weekdayAndDay(value) : value;
  // what the problem is about may have words of its own, such as already-taken_email
  return lookUp.t(key, { ...shown, ns: file, detail, context: kind ?? field ?? "" });
}
