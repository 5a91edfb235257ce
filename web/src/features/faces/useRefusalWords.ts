import { useTranslation } from "react-i18next";

import { asProblem } from "@/lib/api/problem";
import { useProblemWords } from "@/lib/i18n/useProblemWords";

/** Why a photo cannot be used, and what to do about it, in the reader's language; else as any problem is told. */
export function useRefusalWords(): (error: unknown) => string {
  const { t, i18n } = useTranslation("faces");
  const words = useProblemWords();
  return (error) => {
    const key = `refused.${asProblem(error).reason.toLowerCase().replaceAll("_", "-")}`;
    return i18n.exists(key, { ns: "faces" }) ? t(key as "refused.face-not-found") : words(error);
  };
}
