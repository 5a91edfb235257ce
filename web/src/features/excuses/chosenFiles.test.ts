import { expect, test } from "vitest";

import { FILE_BYTES_MAX, FILES_MAX, sizeText, withFile } from "./chosenFiles";

const file = (bytes: number) => new File([new Uint8Array(bytes)], "note.pdf");

test("a file is added with an id of its own", () => {
  const one = withFile([], file(10), FILES_MAX);
  if (typeof one === "string") throw new Error(one);
  const two = withFile(one, file(10), FILES_MAX);
  if (typeof two === "string") throw new Error(two);
  expect(new Set(two.map(({ id }) => id)).size).toBe(2);
  expect(two.map(({ state }) => state)).toEqual(["chosen", "chosen"]);
});

test("what would be refused is refused before it is sent", () => {
  expect(withFile([], file(0), FILES_MAX)).toBe("empty");
  expect(withFile([], file(FILE_BYTES_MAX + 1), FILES_MAX)).toBe("tooLarge");
  expect(withFile([], file(1), 0)).toBe("tooMany");
});

test("sizes are told in words people know", () => {
  expect([400, 12_300, 1_440_000].map(sizeText)).toEqual(["1 kB", "12 kB", "1.4 MB"]);
});
