import i18next, { type Resource } from "i18next";
import { initReactI18next } from "react-i18next";

import { formatNumber } from "@/lib/format";
import { browserLanguage, chosenLanguage, keepLanguage } from "@/lib/i18n/choice";
import { isLanguage, type Language } from "@/lib/i18n/languages";

// each language is a chunk of its own, fetched when it is read
const TEXTS: Record<Language, () => Promise<Resource[string]>> = {
  en: async () => (await import("@/lib/i18n/en")).en,
  ne: async () => (await import("@/lib/i18n/ne")).ne,
};

/** Shows the page in the language chosen in this browser, else in the browser's own. */
export async function startLanguage(): Promise<void> {
  const language = chosenLanguage() ?? browserLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false, // a test holds every language to the same keys
    resources: { [language]: await TEXTS[language]() },
    defaultNS: "common",
    interpolation: {
      // React escapes; what is left to do here is to write numbers as the language does
      escapeValue: true,
      useRawValueToEscape: true,
      escape: (value: unknown) => (typeof value === "number" ? formatNumber(value) : String(value)),
    },
  });
  document.documentElement.lang = language;
}

/** Changes the language of the page, and of the next ones in this browser. */
export async function setLanguage(language: Language): Promise<void> {
  keepLanguage(language);
  await show(language);
}

/** Shows the account's language to somebody who has chosen none in this browser. */
export async function adoptLanguage(language: string): Promise<void> {
  if (isLanguage(language) && language !== "en" && chosenLanguage() === null) await show(language);
}

async function show(language: Language): Promise<void> {
  if (language === i18next.language) return;
  if (!i18next.hasResourceBundle(language, "common")) {
    for (const [namespace, texts] of Object.entries(await TEXTS[language]())) {
      i18next.addResourceBundle(language, namespace, texts);
    }
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
