import i18next from "i18next";

/** The reader's own way of writing dates, as far as it is of the page's language. */
function dateLocale(language: string): string {
  return navigator.languages.find((one) => one.startsWith(language)) ?? language;
}

function formatter(options: Intl.DateTimeFormatOptions): (time: string) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (time) => {
    const language = i18next.language;
    let format = made.get(language);
    if (!format) {
      format = new Intl.DateTimeFormat(dateLocale(language), options);
      made.set(language, format);
    }
    return format.format(new Date(time));
  };
}

/** 14:05 */
export const clock = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** 14:05:09 */
export const clockSeconds = formatter({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
/** Monday, 2 March 2026 */
export const longDate = formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
/** 2 Mar 2026 */
export const shortDate = formatter({ day: "numeric", month: "short", year: "numeric" });
/** 2 Mar 2026, 14:05 */
export const dateAndClock = formatter({
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** The day a time falls on here, as YYYY-MM-DD: for grouping. */
export function localDay(time: string): string {
  const at = new Date(time);
  const part = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${part(at.getMonth() + 1)}-${part(at.getDate())}`;
}

/** "no face was found" → "No face was found." */
export function sentence(words: string): string {
  const text = words.trim();
  if (!text) return text;
  return text.charAt(0).toLocaleUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? "" : ".");
}
