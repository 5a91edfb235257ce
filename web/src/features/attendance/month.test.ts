import { describe, expect, it } from "vitest";

import { dayAfter, monthAfter, statusOfDay, weeksOf } from "@/features/attendance/month";
import type { CalendarDay, MarkStatus } from "@/lib/api/types";

function day(...statuses: MarkStatus[]): CalendarDay {
  return {
    day: "2026-03-02",
    kind: "ordinary",
    holiday_name: "",
    entries: statuses.map((status) => ({
      session_id: "s",
      course_id: "c",
      course_code: "A",
      course_title: "",
      room_name: "",
      start_time: "2026-03-02T04:00:00Z",
      end_time: null,
      status,
      status_code: "",
      cancelled: false,
    })),
  };
}

describe("a month", () => {
  it("has all its days once, in weeks of seven that begin on the day asked for", () => {
    for (const first of [0, 1, 6]) {
      const weeks = weeksOf("2028-02", first);
      expect(weeks.every((week) => week.length === 7)).toBe(true);
      expect(weeks.flat().filter(Boolean)).toEqual(Array.from({ length: 29 }, (_, i) => `2028-02-${String(i + 1).padStart(2, "0")}`));
      const start = weeks.flat().findIndex(Boolean);
      expect((start + first) % 7).toBe(new Date("2028-02-01T00:00:00Z").getUTCDay());
    }
  });

  it("is followed and preceded by others across the turn of the year", () => {
    expect(monthAfter("2026-12", 1)).toBe("2027-01");
    expect(monthAfter("2026-01", -1)).toBe("2025-12");
    expect(monthAfter("2026-03", -15)).toBe("2024-12");
  });

  it("keeps the arrow keys within it", () => {
    expect(dayAfter("2026-03-30", 1)).toBe("2026-03-31");
    expect(dayAfter("2026-03-31", 1)).toBe("2026-03-31");
    expect(dayAfter("2026-03-03", -7)).toBe("2026-03-03");
  });
});

describe("a day", () => {
  it("shows first what asks for a look", () => {
    expect(statusOfDay(day("present", "absent", "late"))).toBe("absent");
    expect(statusOfDay(day("present", "unconfirmed"))).toBe("unconfirmed");
    expect(statusOfDay(day("present", "excused"))).toBe("present");
    expect(statusOfDay(day("not_seen"))).toBe("not_seen");
  });

  it("shows nothing where nothing was held", () => {
    expect(statusOfDay(undefined)).toBeNull();
    const planned = day("not_seen");
    planned.entries.forEach((entry) => (entry.session_id = ""));
    expect(statusOfDay(planned)).toBeNull();
  });
});
