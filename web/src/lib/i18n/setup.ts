import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

import { formatNumber } from "@/lib/format";
import { browserLanguage, chosenLanguage, keepLanguage } from "@/lib/i18n/choice";
import { isLanguage, type Language } from "@/lib/i18n/languages";
import { STUDENT_TEXTS } from "@/lib/i18n/tiers";

type Texts = Record<string, unknown>;

// a few chunks for each language, see codeSplitting in vite.config.ts
const files = import.meta.glob<Texts>("./*/*.json", { import: "default" });
const NAMESPACES = Object.keys(files)
  .filter((path) => path.startsWith("./en/"))
  .map((path) => path.slice("./en/".length, -".json".length));

/** Fetches texts as pages ask for them; a page waits for those it cannot do without. */
const chunks: BackendModule = {
  type: "backend",
  init: () => undefined,
  read(language, namespace, done) {
    const file = files[`./${language}/${namespace}.json`];
    if (!file) done(new Error(`there are no texts ${language}/${namespace}`), null);
    else
      file().then(
        (texts) => {
          done(null, texts);
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)), true); // true: try again
        },
      );
  },
};

/** Shows the page in the language chosen in this browser, else in the browser's own. */
export async function startLanguage(first: readonly string[] = NAMESPACES): Promise<void> {
  const language = chosenLanguage() ?? browserLanguage();
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

/** Shows the account's language to somebody who has chosen none in this browser. */
export async function adoptLanguage(language: string): Promise<void> {
  if (isLanguage(language) && language !== "en" && chosenLanguage() === null) await show(language);
}

/** All texts that a student's pages need, or all there are. */
export async function loadTexts(whose: "student" | "all"): Promise<void> {
  const wanted = whose === "all" ? NAMESPACES : NAMESPACES.filter((one) => (STUDENT_TEXTS as readonly string[]).includes(one));
  await i18next.loadNamespaces(wanted);
}

async function show(language: Language): Promise<void> {
  if (language === i18next.language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
