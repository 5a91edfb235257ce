import type { MeasuredSystem } from "@/lib/api/types";
import { formatNumber } from "@/lib/format";

type Estimate = MeasuredSystem["rank_1"];

/** A share with its interval, in percent, as charts draw it; `reach` is how far the interval goes below and above. */
export interface ShareBar {
  name: string;
  percent: number;
  low: number | null;
  high: number | null;
  reach: [number, number];
}

const inPercent = (share: number): number => Math.round(share * 10_000) / 100;

/** 0.0621 as 6.21. */
export const percentOf = (share: number): string => formatNumber(inPercent(share));

/** Null where nothing was measured. */
export function shareBar(name: string, { value, low, high }: Estimate): ShareBar | null {
  if (value === null) return null;
  const percent = inPercent(value);
  const below = low === null ? 0 : Math.max(0, percent - inPercent(low));
  const above = high === null ? 0 : Math.max(0, inPercent(high) - percent);
  return { name, percent, low: low === null ? null : inPercent(low), high: high === null ? null : inPercent(high), reach: [below, above] };
}

/** The system that is in use, else the first: what the page speaks of first. */
export const shownFirst = (systems: readonly MeasuredSystem[]): readonly MeasuredSystem[] =>
  [...systems].sort((one, other) => Number(other.in_use) - Number(one.in_use));
