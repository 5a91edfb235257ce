import { useTranslation } from "react-i18next";

import { problemWords } from "@/lib/i18n/problemWords";

/** Words for problems, said anew when the page's language changes. */
export function useProblemWords(): (error: unknown) => string {
  useTranslation("problems");
  return problemWords;
}
