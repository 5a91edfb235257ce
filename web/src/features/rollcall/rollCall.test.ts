import { describe, expect, it } from "vitest";

import { inOrder, isRemaining, isShown, neighbour, wayBack } from "@/features/rollcall/rollCall";
import type { Mark } from "@/lib/api/types";

function mark(number: string, status: Mark["status"] = "not_seen", source: Mark["source"] = "none"): Mark {
  return { student_id: number, display_name: `Student ${number}`, student_number: number, status, source, note: "" } as Mark;
}

describe("a roll call", () => {
  it("goes by number, as people count", () => {
    expect(inOrder([mark("RU-10"), mark("RU-9"), mark("RU-1")]).map((one) => one.student_number)).toEqual(["RU-1", "RU-9", "RU-10"]);
  });

  it("asks for those of whom nobody has said anything", () => {
    expect(isRemaining(mark("1"))).toBe(true);
    expect(isRemaining(mark("1", "absent", "policy"))).toBe(true);
    expect(isRemaining(mark("1", "absent", "teacher"))).toBe(false);
    expect(isRemaining(mark("1", "present", "camera"))).toBe(false);
    expect(isRemaining(mark("1", "present", "code"))).toBe(false);
  });

  it("shows who is asked for", () => {
    expect(isShown(mark("RU-7"), "all", " ru-7 ")).toBe(true);
    expect(isShown(mark("RU-7"), "all", "ru-8")).toBe(false);
    expect(isShown(mark("RU-7", "present", "camera"), "remaining", "")).toBe(false);
    expect(isShown(mark("RU-7", "absent", "policy"), "absent", "")).toBe(true);
  });

  it("moves by arrows and stays inside", () => {
    expect(neighbour(4, "ArrowDown", 10, 3)).toBe(7);
    expect(neighbour(8, "ArrowDown", 10, 3)).toBe(8);
    expect(neighbour(0, "ArrowLeft", 10, 3)).toBe(0);
    expect(neighbour(1, "ArrowUp", 10, 3)).toBe(1);
    expect(neighbour(5, "End", 10, 3)).toBe(9);
  });

  it("takes a word back to the one before, or to what cameras say", () => {
    const word = { ...mark("1", "late", "teacher"), note: "bus" };
    expect(wayBack({ before: word, unanswered: null })).toEqual({ status: "late", note: "bus" });
    expect(wayBack({ before: mark("1", "present", "camera"), unanswered: null })).toEqual({ status: "not_seen", note: "" });
    expect(wayBack({ before: mark("1"), unanswered: "late" })).toEqual({ status: "late", note: "" });
  });
});
