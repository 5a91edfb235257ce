import i18next from "i18next";
import { afterEach, expect, test, vi } from "vitest";

import {
  clock,
  dateAndClock,
  dayFormat,
  daysText,
  formatList,
  formatNumber,
  localDay,
  longDate,
  setTimeZone,
  shortDate,
  timeText,
  weekdayAndDay,
} from "@/lib/format";

const LATE = "2026-03-02T18:40:00Z"; // in Nepal the third of March has begun

async function language(name: string): Promise<void> {
  await i18next.changeLanguage(name);
}

afterEach(() => {
  setTimeZone(undefined);
  vi.unstubAllEnvs();
});

test("times are those of the institution's clocks, in a browser of another zone", async () => {
  vi.stubEnv("TZ", "America/New_York"); // where it is the second, twenty to two in the afternoon
  await language("en");
  expect(new Date(LATE).getHours()).toBe(13);
  setTimeZone("Asia/Kathmandu");
  expect(clock(LATE)).toBe("00:25");
  expect(localDay(LATE)).toBe("2026-03-03");
  expect(dateAndClock(LATE)).toMatch(/3.*00:25/);
  setTimeZone("America/New_York");
  expect(localDay(LATE)).toBe("2026-03-02");
});

test("a day is a date: no time zone makes another day of it", async () => {
  await language("en");
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    setTimeZone(zone);
    expect(dayFormat.long("2026-03-01")).toMatch(/Sunday.* 1|Sunday, March 1/);
    expect(weekdayAndDay("2026-03-01T23:59Z")).toMatch(/Sun.*1/);
  }
});

test("Nepali has its own months, weekdays and digits, whatever the browser knows", async () => {
  await language("ne");
  setTimeZone("Asia/Kathmandu");
  expect(longDate(LATE)).toBe("मङ्गलबार, ३ मार्च २०२६");
  expect(shortDate(LATE)).toBe("३ मार्च २०२६");
  expect(dateAndClock(LATE)).toBe("३ मार्च २०२६, ००:२५");
  expect(clock(LATE)).toBe("००:२५");
  expect(weekdayAndDay("2026-03-01")).toBe("आइत, १ मार्च");
  expect(dayFormat.month("2026-11-01")).toBe("नोभेम्बर २०२६");
  expect(dayFormat.number("2026-11-09")).toBe("९");
  expect(dayFormat.weekday(6, "narrow")).toBe("श");
  expect(daysText("2026-03-01", "2026-03-02")).toBe("आइत, १ मार्च २०२६ – सोम, २ मार्च २०२६");
  expect(formatNumber(50_000)).toBe("५०,०००");
  expect(timeText("14:05")).toBe("१४:०५");
  expect(formatList(["क", "ख", "ग"])).toBe("क, ख र ग");
});

test("all twelve months and seven weekdays differ", async () => {
  await language("ne");
  const months = Array.from({ length: 12 }, (_, month) => dayFormat.month(`2026-${String(month + 1).padStart(2, "0")}-15`));
  expect(new Set(months).size).toBe(12);
  expect(new Set(Array.from({ length: 7 }, (_, day) => dayFormat.weekday(day, "long"))).size).toBe(7);
});
