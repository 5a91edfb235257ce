import { describe, expect, it } from "vitest";

import { bytes, milliseconds } from "@/features/system/bytes";

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1_234_567, "1.2 MB"],
    [987_654_321, "988 MB"],
    [5e15, "5000 TB"],
  ])("writes %d as people say it", (count, words) => {
    expect(bytes(count)).toBe(words);
  });
});

describe("milliseconds", () => {
  it.each([
    [0.0034, "3.4"],
    [0.0814, "81"],
  ])("writes %d s in milliseconds", (seconds, words) => {
    expect(milliseconds(seconds)).toBe(words);
  });
});
