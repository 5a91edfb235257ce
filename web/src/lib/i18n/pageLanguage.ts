import i18next from "i18next";

/** The page's language, where mails can be written in it; else English. */
export function pageLanguage(): "en" | "ne" {
  return i18next.language.startsWith("ne") ? "ne" : "en";
}
