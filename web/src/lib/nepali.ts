// Browsers carry the dates of the languages they come in, and few come in Nepali: its names and digits stand here.
const MONTHS = ["जनवरी", "फेब्रुअरी", "मार्च", "अप्रिल", "मे", "जुन", "जुलाई", "अगस्ट", "सेप्टेम्बर", "अक्टोबर", "नोभेम्बर", "डिसेम्बर"];
const WEEKDAYS = {
  long: ["आइतबार", "सोमबार", "मङ्गलबार", "बुधबार", "बिहीबार", "शुक्रबार", "शनिबार"],
  short: ["आइत", "सोम", "मङ्गल", "बुध", "बिही", "शुक्र", "शनि"],
  narrow: ["आ", "सो", "मं", "बु", "बि", "शु", "श"],
};
const ENGLISH = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export type WeekdayWidth = keyof typeof WEEKDAYS;

/** Where a browser has no Nepali, Hindi groups digits as Nepali does: 1,00,000. */
export const NEPALI_NUMBERS = { locales: ["ne-NP", "hi", "en-IN"], options: { numberingSystem: "deva" } } as const;

/** 2026 → २०२६ */
export function nepaliDigits(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit)));
}

/** 0 Sunday to 6 Saturday. */
export function nepaliWeekday(weekday: number, width: WeekdayWidth): string {
  return WEEKDAYS[width][weekday] ?? "";
}

/** As Intl.DateTimeFormat: सोमबार, २ मार्च २०२६, १४:०५. Months have one length alone. */
export function nepaliDateFormat(options: Intl.DateTimeFormatOptions): { format: (time: Date) => string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...options,
    ...(options.weekday && { weekday: "short" }),
    ...(options.month && { month: "numeric" }),
  });
  return {
    format(time) {
      const found = Object.fromEntries(parts.formatToParts(time).map(({ type, value }) => [type, value]));
      const weekday = options.weekday && nepaliWeekday(ENGLISH.indexOf(found.weekday ?? ""), options.weekday);
      const day = [found.day && String(Number(found.day)), found.month && MONTHS[Number(found.month) - 1], found.year];
      const clock = [found.hour, found.minute, found.second].filter(Boolean).join(":");
      return nepaliDigits([weekday, day.filter(Boolean).join(" "), clock].filter(Boolean).join(", "));
    },
  };
}
