import { expect, test } from "vitest";

import { bars, surelyLowest } from "@/features/insight/rates";
import type { AttendanceShare } from "@/lib/api/types";

const share = (rate: number | null, low: number | null = rate, high: number | null = rate): AttendanceShare => ({
  attended: 0,
  counted: 100,
  sessions: 10,
  rate,
  low,
  high,
});

test("what rests on too little is not drawn", () => {
  expect(bars([{ name: "Monday", share: share(null) }])).toEqual([]);
  expect(bars([{ name: "Monday", share: share(0.8, 0.7, 0.85) }])).toEqual([
    { name: "Monday", percent: 80, reach: [10, 5], low: 70, high: 85, counted: 100 },
  ]);
});

test("the lowest is named only when it surely is", () => {
  const [monday, friday] = bars([
    { name: "Monday", share: share(0.8, 0.75, 0.85) },
    { name: "Friday", share: share(0.6, 0.55, 0.65) },
  ]);
  if (!monday || !friday) throw new Error("both are drawn");
  expect(surelyLowest([monday, friday])?.name).toBe("Friday");
  expect(surelyLowest([monday, { ...friday, high: 76 }])).toBeNull();
  expect(surelyLowest([friday])).toBeNull();
});
