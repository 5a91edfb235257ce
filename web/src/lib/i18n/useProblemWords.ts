import { useTranslation } from "react-i18next";

import { asProblem } from "@/lib/api/problem";
import { sentence } from "@/lib/format";

/** A problem in the reader's language where we have the words, else in the gateway's. */
export function useProblemWords(): (error: unknown) => string {
  const { t, i18n } = useTranslation("problems");
  return (error) => {
    const problem = asProblem(error);
    const key = problem.reason.toLowerCase().replaceAll("_", "-");
    if (i18n.exists(key, { ns: "problems" })) return t(key as "unknown");
    return problem.message ? sentence(problem.message) : t("unknown");
  };
}
