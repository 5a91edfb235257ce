const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Full jitter: any delay up to a bound that doubles, so that a hall of browsers does not come back at once. */
export function reconnectDelayMs(failures: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10)));
}
