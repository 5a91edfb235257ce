import { isLanguage, type Language } from "@/lib/i18n/languages";

const CHOICE = "presence.language";
const ACCOUNT = "presence.language.account";

/** What was chosen in this browser; null when nothing was. */
export const chosenLanguage = (): Language | null => read(CHOICE);

export function keepLanguage(language: Language): void {
  write(CHOICE, language);
}

/** The language of whoever is logged in, so that their next page begins with it; null once nobody is, or has none. */
export function keepAccountLanguage(language: Language | null): void {
  write(ACCOUNT, language);
}

function read(key: string): Language | null {
  try {
    const value = window.localStorage.getItem(key);
    return isLanguage(value) ? value : null;
  } catch {
    return null; // storage is switched off
  }
}

function write(key: string, language: Language | null): void {
  try {
    if (language === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, language);
  } catch {
    // kept for this page only
  }
}

/** The first of the browser's languages that we have. */
function browserLanguage(): Language {
  const first = navigator.languages.map((one) => one.split("-")[0]).find(isLanguage);
  return first ?? "en";
}

/** What a page begins with: the account's goes before the browser's own choice. */
export const startingLanguage = (): Language => read(ACCOUNT) ?? chosenLanguage() ?? browserLanguage();
