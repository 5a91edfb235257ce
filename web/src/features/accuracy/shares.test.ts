import { describe, expect, it } from "vitest";

import { percentOf, shareBar } from "@/features/accuracy/shares";

describe("shareBar", () => {
  it("tells how far the interval reaches on either side", () => {
    expect(shareBar("1 %", { value: 0.06, low: 0.05, high: 0.08 })).toEqual({
      name: "1 %",
      percent: 6,
      low: 5,
      high: 8,
      reach: [1, 2],
    });
  });

  it("draws nothing where nothing was measured", () => {
    expect(shareBar("1 %", { value: null, low: null, high: null })).toBeNull();
  });

  it("draws a share without an interval as it is", () => {
    expect(shareBar("a", { value: 0.5, low: null, high: null })?.reach).toEqual([0, 0]);
  });
});

describe("percentOf", () => {
  it("keeps two digits, which small rates need", () => {
    expect(percentOf(0.00112)).toBe("0.11");
  });
});
