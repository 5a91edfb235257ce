import { expect, test } from "vitest";

import { isKept, PAGE_ROWS, pagesNear, placeOf } from "@/features/people/places";

const COUNT = 50_000;
const LAST_PAGE = COUNT / PAGE_ROWS - 1;

test("every row has one place, and the places of a page follow each other", () => {
  expect([0, 99, 100, 12_345, COUNT - 1].map(placeOf)).toEqual([
    { page: 0, row: 0 },
    { page: 0, row: 99 },
    { page: 1, row: 0 },
    { page: 123, row: 45 },
    { page: LAST_PAGE, row: 99 },
  ]);
});

test("the pages in view are wanted, and the next ones once a reader comes near them", () => {
  expect(pagesNear(0, 20, COUNT)).toEqual([0]);
  expect(pagesNear(10, 49, COUNT)).toEqual([0]);
  expect(pagesNear(30, 50, COUNT)).toEqual([0, 1]);
  expect(pagesNear(190, 210, COUNT)).toEqual([1, 2]);
  expect(pagesNear(140, 160, COUNT)).toEqual([0, 1, 2]);
});

test("at the end of the list no page beyond it is wanted, nor any of a list of nobody", () => {
  expect(pagesNear(COUNT - 20, COUNT - 1, COUNT)).toEqual([LAST_PAGE]);
  expect(pagesNear(0, 6, 7)).toEqual([0]);
  expect(pagesNear(0, 0, 0)).toEqual([]);
});

test("what was in view of a list that has since become short is not asked for", () => {
  expect(pagesNear(40_000, 40_020, 300)).toEqual([]);
});

test("wherever a reader jumps, few pages are wanted and few are kept", () => {
  for (let first = 0; first < COUNT; first += 997) {
    const wanted = pagesNear(first, first + 40, COUNT);
    expect(wanted.length).toBeLessThanOrEqual(3);
    const kept = Array.from({ length: LAST_PAGE + 1 }, (_, page) => page).filter((page) => isKept(page, wanted));
    expect(kept.length).toBeLessThanOrEqual(11);
    expect(kept).toEqual(expect.arrayContaining([...wanted]));
  }
});
