import { localDay } from "@/lib/format";

export interface Days {
  firstDate: string;
  lastDate: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The last so many days at the institution, today included. */
export function lastDays(count: number, now = Date.now()): Days {
  return {
    firstDate: localDay(new Date(now - (count - 1) * DAY_MS).toISOString()),
    lastDate: localDay(new Date(now).toISOString()),
  };
}
