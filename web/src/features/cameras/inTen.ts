/** From here on it is "nearly all": a measured curve never promises everybody. */
const NEARLY_ALL = 0.95;

/** Of ten faces so many, or null for nearly all. */
export const inTen = (share: number): number | null => (share >= NEARLY_ALL ? null : Math.round(share * 10));
