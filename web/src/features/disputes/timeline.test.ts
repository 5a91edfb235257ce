import { expect, test } from "vitest";

import { bars } from "./timeline";

const span = (from: number, to: number) => ({
  start_time: new Date(Date.UTC(2026, 2, 2, 9, from)).toISOString(),
  end_time: new Date(Date.UTC(2026, 2, 2, 9, to)).toISOString(),
});
const { start_time: start, end_time: end } = span(0, 50);

test("spans are drawn where they lie within the class", () => {
  expect(bars([span(10, 20), span(25, 50)], start, end)).toEqual([
    { from: 20, width: 20 },
    { from: 50, width: 50 },
  ]);
});

test("what reaches beyond the class is cut, and what lies outside is left out", () => {
  expect(bars([span(-10, 5), span(45, 70)], start, end)).toEqual([
    { from: 0, width: 10 },
    { from: 90, width: 10 },
  ]);
  expect(bars([span(-20, -10), span(51, 60)], start, end)).toEqual([]);
});

test("a glance is wide enough to be seen, also at the very end", () => {
  expect(bars([span(50, 50)], start, end)).toEqual([{ from: 99.4, width: 0.6 }]);
});
