import { describe, expect, it } from "vitest";

import { addDays, firstWeekday, hoursOf, minutesOf, placed, timeOf, weekdayOf, weekOf } from "@/features/timetable/week";

describe("a week", () => {
  it("begins after the week-end, on Sunday in Nepal and on Monday elsewhere", () => {
    expect(firstWeekday([6])).toBe(7);
    expect(firstWeekday([6, 7])).toBe(1);
    expect(firstWeekday([5, 6])).toBe(7);
    expect(firstWeekday([])).toBe(1);
  });

  it("holds the day it is asked for", () => {
    expect(weekOf("2026-01-07", 7)[0]).toBe("2026-01-04");
    expect(weekOf("2026-01-04", 7)[0]).toBe("2026-01-04");
    expect(weekOf("2026-01-04", 1)[0]).toBe("2025-12-29");
    expect(weekOf("2026-03-29", 1)).toHaveLength(7);
  });

  it("counts days over months and clock changes", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
    expect(weekdayOf("2026-01-04")).toBe(7);
  });
});

describe("times of day", () => {
  it("are minutes and back", () => {
    expect(minutesOf("09:45")).toBe(585);
    expect(timeOf(585)).toBe("09:45");
    expect(timeOf(24 * 60)).toBe("23:59");
  });

  it("show what lies outside of office hours", () => {
    expect(hoursOf([])).toEqual({ from: 8, to: 17 });
    expect(hoursOf([{ start: 6 * 60 + 15, end: 18 * 60 + 5 }])).toEqual({ from: 6, to: 19 });
  });
});

describe("classes at once", () => {
  it("stand side by side, and others keep the whole width", () => {
    const blocks = placed([
      { start: 0, end: 60 },
      { start: 30, end: 90 },
      { start: 60, end: 120 },
      { start: 120, end: 180 },
    ]);
    expect(blocks.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
});
