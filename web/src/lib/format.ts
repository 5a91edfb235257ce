import i18next from "i18next";

/** The reader's own way of writing dates and numbers, as far as it is of the page's language. */
function locale(language: string): string {
  return navigator.languages.find((one) => one.startsWith(language)) ?? (language === "ne" ? "ne-NP" : language);
}

let timeZone: string | undefined;

/** Shows all times as the institution's clocks do; undefined: as this device's. */
export function setTimeZone(zone: string | undefined): void {
  timeZone = zone;
}

/** Formats made once for each language and time zone: making one is slow. */
function kept<Format>(make: (locale: string, zone: string | undefined) => Format): () => Format {
  const made = new Map<string, Format>();
  return () => {
    const key = `${i18next.language} ${timeZone ?? ""}`;
    let format = made.get(key);
    if (!format) {
      format = make(locale(i18next.language || "en"), timeZone);
      made.set(key, format);
    }
    return format;
  };
}

function times(options: Intl.DateTimeFormatOptions): (time: string) => string {
  const format = kept((language, zone) => new Intl.DateTimeFormat(language, zone ? { ...options, timeZone: zone } : options));
  return (time) => format().format(new Date(time));
}

/** 14:05 */
export const clock = times({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** 14:05:09 */
export const clockSeconds = times({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
/** Monday, 2 March 2026 */
export const longDate = times({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
/** 2 Mar 2026 */
export const shortDate = times({ day: "numeric", month: "short", year: "numeric" });
/** 2 Mar 2026, 14:05 */
export const dateAndClock = times({
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Mon 2: of a day, whose time is noon in UTC, wherever the institution is. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();
export function weekdayAndDay(day: string): string {
  const language = locale(i18next.language || "en");
  let format = dayFormats.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
    dayFormats.set(language, format);
  }
  return format.format(new Date(day));
}

// four digits stand together: they are versions and years as often as amounts
const numbers = kept((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 3, useGrouping: "min2" }));

/** 50,000 · ५०,००० */
export function formatNumber(value: number): string {
  return numbers().format(value);
}

const days = kept((_, zone) => new Intl.DateTimeFormat("sv", zone ? { timeZone: zone } : {}));

/** The day a time falls on at the institution, as YYYY-MM-DD: for grouping. */
export function localDay(time: string): string {
  return days().format(new Date(time));
}

/** "no face was found" → "No face was found." */
export function sentence(words: string): string {
  const text = words.trim();
  if (!text) return text;
  return text.charAt(0).toLocaleUpperCase() + text.slice(1) + (/[.!?…।]$/.test(text) ? "" : ".");
}
