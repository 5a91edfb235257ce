import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { en } from "@/lib/i18n/en";

/** English is part of the first load; a further language is added as a chunk of its own. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en },
    defaultNS: "common",
    interpolation: { escapeValue: false }, // React escapes
  });
  document.documentElement.lang = i18next.language;
}
