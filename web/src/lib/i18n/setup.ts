import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

import { formatNumber } from "@/lib/format";
import { keepAccountLanguage, keepLanguage, startingLanguage } from "@/lib/i18n/choice";
import { isLanguage, type Language } from "@/lib/i18n/languages";
import { namesOf, textsOf, tierOf } from "@/lib/i18n/texts";

/** Fetches texts as pages ask for them; a page waits for those it cannot do without. */
const chunks: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, done) {
    const tier = tierOf(namespace);
    if (!tier || !isLanguage(language)) done(new Error(`there are no texts ${language}/${namespace}`), null);
    else
      textsOf(language, tier).then(
        (texts) => {
          done(null, texts[namespace]);
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)), true); // true: try again
        },
      );
  },
};

const ALL = [...namesOf("first"), ...namesOf("student"), ...namesOf("staff")];

/** Shows the page in the language chosen in this browser, else in the browser's own. */
export async function startLanguage(first: readonly string[] = ALL): Promise<void> {
  const language = startingLanguage();
  await i18next
    .use(chunks)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false, // a test holds every language to the same keys
      ns: [...first],
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

/** Shows the language of the account that is logged in; where it has none, or nobody is, what was chosen here. */
export async function adoptLanguage(language: string): Promise<void> {
  keepAccountLanguage(isLanguage(language) ? language : null);
  await show(startingLanguage());
}

/** All texts that a student's pages need, or all there are. */
export async function loadTexts(whose: "student" | "all"): Promise<void> {
  await i18next.loadNamespaces(whose === "all" ? ALL : [...namesOf("student")]);
}

async function show(language: Language): Promise<void> {
  if (language === i18next.language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
