import i18next from "i18next";

// Browsers carry the dates of the languages they come in, and few come in Nepali.
const NEPALI = {
  months: ["जनवरी", "फेब्रुअरी", "मार्च", "अप्रिल", "मे", "जुन", "जुलाई", "अगस्ट", "सेप्टेम्बर", "अक्टोबर", "नोभेम्बर", "डिसेम्बर"],
  weekdays: ["आइतबार", "सोमबार", "मङ्गलबार", "बुधबार", "बिहिबार", "शुक्रबार", "शनिबार"],
  short: ["आइत", "सोम", "मङ्गल", "बुध", "बिहि", "शुक्र", "शनि"],
  narrow: ["आ", "सो", "मं", "बु", "बि", "शु", "श"],
};

const isNepali = () => i18next.language === "ne";

// A day is a date and no moment: it is written as it is, whatever the time zone.
function format(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(i18next.language, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

function parts(day: string): { year: number; month: string; date: number; weekday: string } {
  const moment = new Date(`${day}T00:00:00Z`);
  return {
    year: moment.getUTCFullYear(),
    month: NEPALI.months[moment.getUTCMonth()] ?? "",
    date: moment.getUTCDate(),
    weekday: NEPALI.weekdays[moment.getUTCDay()] ?? "",
  };
}

/** Days given as YYYY-MM-DD, in words. */
export const dayFormat = {
  /** Monday, 2 March */
  long(day: string): string {
    if (!isNepali()) return format(day, { weekday: "long", day: "numeric", month: "long" });
    const { weekday, date, month } = parts(day);
    return `${weekday}, ${date} ${month}`;
  },
  /** March 2026 */
  month(day: string): string {
    if (!isNepali()) return format(day, { month: "long", year: "numeric" });
    const { month, year } = parts(day);
    return `${month} ${year}`;
  },
  /** 2 */
  number: (day: string) => String(Number(day.slice(8))),
  /** 2 Mar */
  short(day: string): string {
    if (!isNepali()) return format(day, { day: "numeric", month: "short" });
    const { date, month } = parts(day);
    return `${date} ${month}`;
  },
  /** 0 Sunday to 6 Saturday */
  weekday(weekday: number, width: "long" | "short" | "narrow"): string {
    if (isNepali()) return NEPALI[width === "long" ? "weekdays" : width][weekday] ?? "";
    return format(`2026-03-0${weekday + 1}`, { weekday: width }); // 1 March 2026 was a Sunday
  },
};
