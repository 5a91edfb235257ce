import { expect, test } from "vitest";

import { changedSettings, sameSettings } from "./settings";

test("a setting that is left out says the same as one that is inherited", () => {
  expect(sameSettings({}, { late_after_seconds: null })).toBe(true);
});

test("what two versions do not share is named in the order of the page", () => {
  const earlier = { free_absences: 1, late_after_seconds: 600 };
  const later = { late_after_seconds: 300, free_absences: 1, statuses: [] };
  expect(changedSettings(earlier, later)).toEqual(["late_after_seconds", "statuses"]);
});

test("nought is a decision of its own and not inherited", () => {
  expect(sameSettings({}, { free_absences: 0 })).toBe(false);
});
