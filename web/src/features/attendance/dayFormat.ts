import i18next from "i18next";

// A day is a date and no moment: it is written as it is, whatever the time zone.
function format(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(i18next.language === "ne" ? "ne-NP" : i18next.language, { ...options, timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** Days given as YYYY-MM-DD, in words. */
export const dayFormat = {
  /** Monday, 2 March */
  long: (day: string) => format(day, { weekday: "long", day: "numeric", month: "long" }),
  /** March 2026 */
  month: (day: string) => format(day, { month: "long", year: "numeric" }),
  /** 2 */
  number: (day: string) => format(day, { day: "numeric" }),
  /** 2 Mar */
  short: (day: string) => format(day, { day: "numeric", month: "short" }),
  /** 0 Sunday to 6 Saturday */
  weekday: (weekday: number, width: "long" | "short" | "narrow") =>
    format(`2026-03-0${weekday + 1}`, { weekday: width }), // 1 March 2026 was a Sunday
};
