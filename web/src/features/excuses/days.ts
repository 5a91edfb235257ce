import i18next from "i18next";

/** "2026-03-02" → 2 Mar 2026: a day is a day, whatever clock it is looked at with. */
export function dayText(day: string): string {
  const language = i18next.language === "ne" ? "ne-NP" : i18next.language || "en";
  const options = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, options).format(new Date(`${day}T00:00:00Z`));
}

/** One day, or from one to another. */
export function daysText(first: string, last: string): string {
  return first === last ? dayText(first) : `${dayText(first)} – ${dayText(last)}`;
}
