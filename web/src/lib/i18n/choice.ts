import { isLanguage, type Language } from "@/lib/i18n/languages";

const KEY = "presence.language";

/** What was chosen in this browser; null when nothing was. */
export function chosenLanguage(): Language | null {
  try {
    const value = window.localStorage.getItem(KEY);
    return isLanguage(value) ? value : null;
  } catch {
    return null; // storage is switched off
  }
}

export function keepLanguage(language: Language): void {
  try {
    window.localStorage.setItem(KEY, language);
  } catch {
    // kept for this page only
  }
}

/** The first of the browser's languages that we have. */
function browserLanguage(): Language {
  const first = navigator.languages.map((one) => one.split("-")[0]).find(isLanguage);
  return first ?? "en";
}

/** What a page begins with; the account's own may come after it. */
export const startingLanguage = (): Language => chosenLanguage() ?? browserLanguage();
