import { expect, test } from "vitest";

import type { PlannedClass } from "@/features/timetable/api/changeTimetable";
import { nextOf, offersAttendance } from "@/features/timetable/today";

const NOW = Date.parse("2026-11-23T10:00:00Z");

function planned(start: string, end: string, more: Partial<PlannedClass> = {}): PlannedClass {
  return {
    start_time: `2026-11-23T${start}:00Z`,
    end_time: `2026-11-23T${end}:00Z`,
    cancelled: false,
    session_open: false,
    session_id: "",
    ...more,
  } as PlannedClass;
}

test("a class that begins within half an hour can be taken, a later one cannot yet", () => {
  expect(offersAttendance([planned("10:30", "11:30")], NOW)).toBe(true);
  expect(offersAttendance([planned("10:31", "11:30")], NOW)).toBe(false);
});

test("an open session is the one to go on with, and nothing else is next", () => {
  const items = [planned("09:30", "10:30", { session_open: true, session_id: "1" }), planned("10:15", "11:00")];
  expect(offersAttendance(items, NOW)).toBe(true);
  expect(nextOf(items, NOW)).toBeUndefined();
});

test("what is cancelled, over or taken is not next", () => {
  const items = [
    planned("08:00", "09:00"),
    planned("09:50", "10:50", { cancelled: true }),
    planned("09:55", "10:55", { session_id: "1" }),
    planned("14:00", "15:00"),
  ];
  expect(nextOf(items, NOW)).toBe(items[3]);
  expect(offersAttendance(items, NOW)).toBe(false);
});
