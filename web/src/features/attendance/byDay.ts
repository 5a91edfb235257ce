import type { StudentMark } from "@/lib/api/types";
import { localDay } from "@/lib/format";

export interface Day {
  readonly day: string;
  /** A moment of the day, for writing its date. */
  readonly time: string;
  readonly marks: readonly StudentMark[];
}

/** Marks that come newest first, under the days they fall on here. */
export function byDay(marks: readonly StudentMark[]): Day[] {
  const days = new Map<string, StudentMark[]>();
  for (const mark of marks) {
    const day = localDay(mark.session.start_time);
    const of = days.get(day);
    if (of) of.push(mark);
    else days.set(day, [mark]);
  }
  return [...days].map(([day, of]) => ({ day, time: of[0]?.session.start_time ?? day, marks: of }));
}
