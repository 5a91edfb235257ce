import type { CalendarDay, MarkStatus } from "@/lib/api/types";

/** What one square of the calendar says, when a day has several classes: what asks for a look comes first. */
const FIRST_TOLD: readonly MarkStatus[] = ["absent", "unconfirmed", "late", "left_early", "present", "excused"];

/** "2026-03" and a number of months later or earlier. */
export function monthAfter(month: string, months: number): string {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  const index = year * 12 + (number - 1) + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** Weeks from `firstWeekday` (0 Sunday to 6 Saturday), each of seven days as YYYY-MM-DD; "" outside the month. */
export function weeksOf(month: string, firstWeekday: number): string[][] {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() - firstWeekday + 7) % 7;
  const days = [
    ...Array.from({ length: before }, () => ""),
    ...Array.from({ length }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`),
  ];
  while (days.length % 7) days.push("");
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** The status a day is coloured by; null where nothing was held. */
export function statusOfDay(day: CalendarDay | undefined): MarkStatus | null {
  const held = (day?.entries ?? []).filter((entry) => entry.session_id && !entry.cancelled);
  return FIRST_TOLD.find((status) => held.some((entry) => entry.status === status)) ?? (held.length > 0 ? "not_seen" : null);
}

/** The day before or after, within the month; the same day at its ends. */
export function dayAfter(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  const text = moved.toISOString().slice(0, 10);
  return text.startsWith(day.slice(0, 7)) ? text : day;
}
