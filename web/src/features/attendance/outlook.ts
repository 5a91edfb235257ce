import type { CourseStanding } from "@/lib/api/types";

interface Said {
  key: `outlook.${"safe" | "canMiss" | "lastOne" | "outOfReach" | "below" | "above" | "nothingAsked" | "nothingYet"}`;
  tone: "good" | "warn" | "bad" | "plain";
  count: number;
}

const FEW = 2; // so many left to miss deserve a warning

/** What a course's standing means, as the name of a sentence. */
export function outlookWords(course: CourseStanding): Said {
  const { outlook, can_miss: canMiss, required_rate: required, rate } = course;
  if (outlook === "out_of_reach") return { key: "outlook.outOfReach", tone: "bad", count: 0 };
  if (outlook === "safe") return { key: "outlook.safe", tone: "good", count: canMiss ?? 0 };
  if (outlook === "open") {
    if (canMiss === 0) return { key: "outlook.lastOne", tone: "bad", count: 0 };
    return { key: "outlook.canMiss", tone: (canMiss ?? 0) <= FEW ? "warn" : "good", count: canMiss ?? 0 };
  }
  if (rate === null) return { key: "outlook.nothingYet", tone: "plain", count: 0 };
  if (required === null) return { key: "outlook.nothingAsked", tone: "plain", count: 0 };
  return rate < required ? { key: "outlook.below", tone: "bad", count: 0 } : { key: "outlook.above", tone: "good", count: 0 };
}
