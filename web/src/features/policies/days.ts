import type { Period } from "@/components/PeriodFields";
import { localDay } from "@/lib/format";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The last so many days at the institution, today included. */
export function lastDays(count: number, now = Date.now()): Period {
  return {
    firstDate: localDay(new Date(now - (count - 1) * DAY_MS).toISOString()),
    lastDate: localDay(new Date(now).toISOString()),
  };
}
