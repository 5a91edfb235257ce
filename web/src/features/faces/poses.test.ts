import { expect, test } from "vitest";

import { missingPoses } from "@/features/faces/poses";

test("a photo of each pose leaves none to be asked for", () => {
  const poses = ["up", "front", "left", "down", "right"] as const;
  expect(missingPoses(poses.map((pose) => ({ pose })))).toEqual([]);
});

test("what is missing is asked for in the same order, whatever came first", () => {
  expect(missingPoses([{ pose: "up" }, { pose: "unknown" }, { pose: "up" }])).toEqual(["front", "left", "right", "down"]);
});
