import i18next from "i18next";

import { NEPALI_NUMBERS, nepaliDateFormat, nepaliDigits } from "@/lib/nepali";

const isNepali = () => i18next.language === "ne";

/** The reader's own way of writing dates and numbers, as far as it is of the page's language. */
function locale(): string {
  const language = i18next.language || "en";
  return navigator.languages.find((one) => one.startsWith(language)) ?? language;
}

let timeZone: string | undefined;

/** Shows all times as the institution's clocks do; undefined: as this device's. */
export function setTimeZone(zone: string | undefined): void {
  timeZone = zone;
}

/** Formats made once for each language and time zone: making one is slow. */
function kept<Format>(make: (zone: string | undefined) => Format): () => Format {
  const made = new Map<string, Format>();
  return () => {
    const key = `${i18next.language} ${timeZone ?? ""}`;
    let format = made.get(key);
    if (!format) {
      format = make(timeZone);
      made.set(key, format);
    }
    return format;
  };
}

function dates(options: Intl.DateTimeFormatOptions): { format: (time: Date) => string } {
  return isNepali() ? nepaliDateFormat(options) : new Intl.DateTimeFormat(locale(), options);
}

function times(options: Intl.DateTimeFormatOptions): (time: string) => string {
  const format = kept((zone) => dates(zone ? { ...options, timeZone: zone } : options));
  return (time) => format().format(new Date(time));
}

/** Of a day, which is a date and no moment: written as it is, wherever the reader and the institution are. */
function ofDay(options: Intl.DateTimeFormatOptions): (day: string) => string {
  const format = kept(() => dates({ ...options, timeZone: "UTC" }));
  return (day) => format().format(new Date(`${day.slice(0, 10)}T12:00:00Z`));
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

/** A time of day that is given as 14:05, in the reader's digits. */
export const timeText = (time: string): string => (isNepali() ? nepaliDigits(time) : time);

/** Mon 2 Mar: of a day given as YYYY-MM-DD, with or without a time, which does not count. */
export const weekdayAndDay = ofDay({ weekday: "short", day: "numeric", month: "short" });

const weekdays = {
  long: ofDay({ weekday: "long" }),
  short: ofDay({ weekday: "short" }),
  narrow: ofDay({ weekday: "narrow" }),
};

/** Days given as YYYY-MM-DD, in words. */
export const dayFormat = {
  /** Monday, 2 March */
  long: ofDay({ weekday: "long", day: "numeric", month: "long" }),
  /** Mon, 2 Mar 2026 */
  full: ofDay({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
  /** March 2026 */
  month: ofDay({ month: "long", year: "numeric" }),
  /** 2 */
  number: (day: string) => formatNumber(Number(day.slice(8, 10))),
  /** 2 Mar */
  short: ofDay({ day: "numeric", month: "short" }),
  /** 0 Sunday to 6 Saturday */
  weekday: (weekday: number, width: keyof typeof weekdays) => weekdays[width](`2026-03-0${weekday + 1}`), // 1 March 2026 was a Sunday
};

/** Mon, 2 Mar 2026: one day, or from one to another. */
export function daysText(first: string, last: string): string {
  return first === last ? dayFormat.full(first) : `${dayFormat.full(first)} – ${dayFormat.full(last)}`;
}

function numbers(options: Intl.NumberFormatOptions): () => Intl.NumberFormat {
  return kept(() =>
    isNepali()
      ? new Intl.NumberFormat([...NEPALI_NUMBERS.locales], { ...options, ...NEPALI_NUMBERS.options })
      : new Intl.NumberFormat(locale(), options),
  );
}

// four digits stand together: they are versions and years as often as amounts
const upToThree = numbers({ maximumFractionDigits: 3, useGrouping: "min2" });
const thousandths = numbers({ minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** 50,000 · ५०,००० */
export function formatNumber(value: number): string {
  return upToThree().format(value);
}

/** 0.630: figures that stand below one another */
export function formatThousandths(value: number): string {
  return thousandths().format(value);
}

const lists = kept(() => new Intl.ListFormat(locale()));

/** a, b and c */
export function formatList(items: readonly string[]): string {
  if (!isNepali()) return lists().format(items);
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} र ${items.at(-1) ?? ""}`;
}

const localDays = kept((zone) => new Intl.DateTimeFormat("sv", zone ? { timeZone: zone } : {}));

/** The day a time falls on at the institution, as YYYY-MM-DD: for grouping. */
export function localDay(time: string): string {
  return localDays().format(new Date(time));
}

const localClocks = kept(
  (zone) => new Intl.DateTimeFormat("sv", { hour: "2-digit", minute: "2-digit", ...(zone ? { timeZone: zone } : {}) }),
);

/** 14:05 as the institution's clocks show it, in every language: for reckoning, and for fields that hold times. */
export function localClock(time: string): string {
  return localClocks().format(new Date(time));
}

/** "no face was found" → "No face was found." */
export function sentence(words: string): string {
  const text = words.trim();
  if (!text) return text;
  return text.charAt(0).toLocaleUpperCase() + text.slice(1) + (/[.!?…।]$/.test(text) ? "" : ".");
}
