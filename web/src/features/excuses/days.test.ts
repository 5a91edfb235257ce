import { expect, test } from "vitest";

import { withFirst } from "./days";

const days = (first_date: string, last_date = first_date) => ({ first_date, last_date });

test("one day stays one day, whatever the date is while it is typed", () => {
  const typed = ["2026-12-23", "2026-12-01"]; // the month, and then the day
  expect(typed.reduce(withFirst, days("2026-11-23"))).toEqual(days("2026-12-01"));
  expect(["", "2026-11-20"].reduce(withFirst, days("2026-11-23"))).toEqual(days("2026-11-20"));
});

test("several days keep their end until it lies behind", () => {
  expect(withFirst(days("2026-11-23", "2026-11-25"), "2026-11-24")).toEqual(days("2026-11-24", "2026-11-25"));
  expect(withFirst(days("2026-11-23", "2026-11-25"), "2026-11-30")).toEqual(days("2026-11-30"));
});
