import { formatNumber } from "@/lib/format";

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** 1,234,567 as 1.2 MB: two figures are enough to see whether there is room. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value))} ${UNITS[unit] ?? ""}`;
}

/** A time in the machine, as whole milliseconds from 10 on. */
export function milliseconds(seconds: number): string {
  const value = seconds * 1000;
  return formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}
