import type { AttendanceShare } from "@/lib/api/types";

export interface Rated {
  name: string;
  share: AttendanceShare;
}

/** A rate that may be shown. */
export interface Bar {
  name: string;
  percent: number;
  /** How far the interval reaches below and above. */
  reach: [number, number];
  low: number;
  high: number;
  counted: number;
}

const inPercent = (rate: number) => Math.round(rate * 1000) / 10;

/** Those of which there is enough to say something. */
export function bars(rated: readonly Rated[]): Bar[] {
  return rated.flatMap(({ name, share: { rate, low, high, counted } }) => {
    if (rate === null || low === null || high === null) return [];
    const [percent, from, to] = [inPercent(rate), inPercent(low), inPercent(high)];
    return [{ name, percent, reach: [percent - from, to - percent] as [number, number], low: from, high: to, counted }];
  });
}

/** The one that is surely below all others: its interval ends before theirs begin. */
export function surelyLowest(shown: readonly Bar[]): Bar | null {
  const lowest = [...shown].sort((one, other) => one.high - other.high)[0];
  if (!lowest || shown.length < 2) return null;
  return shown.every((bar) => bar === lowest || bar.low > lowest.high) ? lowest : null;
}
