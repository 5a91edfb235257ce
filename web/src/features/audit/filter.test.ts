import { expect, test } from "vitest";

import { filterOf } from "@/features/audit/filter";

test("the last day of a filter is part of it", () => {
  const { from, to } = filterOf({ from: "2026-03-01", to: "2026-03-31" });
  expect(from).toBe(new Date(2026, 2, 1).toISOString());
  expect(to).toBe(new Date(2026, 3, 1).toISOString());
});

test("a kind is the beginning of actions", () => {
  expect(filterOf({ kind: "login" }).action).toBe("login.");
});

test("a day that is none filters nothing", () => {
  expect(filterOf({ from: "yesterday" }).from).toBeUndefined();
});
