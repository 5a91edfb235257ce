/** People to a page of the long list: few enough to come at once, more than a screen shows. */
export const PAGE_ROWS = 100;

/** So many rows beside those in view are fetched too, for whoever scrolls on. */
const BESIDE_ROWS = 50;

/** So many pages before and after those wanted are kept, for whoever scrolls back. */
const KEPT_PAGES = 4;

/** Where the row of an index stands: in which page of the list, and in which place of it. */
export const placeOf = (index: number) => ({ page: Math.floor(index / PAGE_ROWS), row: index % PAGE_ROWS });

/** The pages that hold the rows from `first` to `last` of `count`, and those a little beside. */
export function pagesNear(first: number, last: number, count: number): readonly number[] {
  const from = placeOf(Math.max(first - BESIDE_ROWS, 0)).page;
  const to = placeOf(Math.min(last + BESIDE_ROWS, count - 1)).page;
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, step) => from + step);
}

/** Whether a page is near enough to the wanted ones to be kept. */
export const isKept = (page: number, wanted: readonly number[]) => wanted.some((one) => Math.abs(one - page) <= KEPT_PAGES);
