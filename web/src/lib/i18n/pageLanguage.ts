import i18next from "i18next";

import { isLanguage, type Language } from "@/lib/i18n/languages";

/** The language the page is shown in. */
export function pageLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}
