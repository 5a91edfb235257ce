import { afterEach, expect, test } from "vitest";

import { filterOf } from "@/features/audit/filter";
import { setTimeZone } from "@/lib/format";

afterEach(() => {
  setTimeZone(undefined);
});

test("the last day of a filter is part of it, and days begin when they do at the institution", () => {
  setTimeZone("Asia/Kathmandu");
  const { from, to } = filterOf({ from: "2026-03-01", to: "2026-03-31" });
  expect(from).toBe("2026-02-28T18:15:00.000Z");
  expect(to).toBe("2026-03-31T18:15:00.000Z");
});

test("a day on which the clocks are set begins at midnight all the same", () => {
  setTimeZone("America/New_York");
  expect(filterOf({ from: "2026-03-08", to: "2026-03-08" })).toMatchObject({
    from: "2026-03-08T05:00:00.000Z",
    to: "2026-03-09T04:00:00.000Z",
  });
});

test("a kind is the beginning of actions", () => {
  expect(filterOf({ kind: "login" }).action).toBe("login.");
});

test("a day that is none filters nothing", () => {
  expect(filterOf({ from: "yesterday" }).from).toBeUndefined();
});
