import { expect, test } from "vitest";

import { oneOf, searchOf, text, yesOrNo } from "@/app/routes/search";

const read = searchOf({ query: text, role: oneOf("student", "teacher"), all: yesOrNo });

test("what an address says is read by its kind", () => {
  expect(read({ query: "sita", role: "teacher", all: true })).toEqual({ query: "sita", role: "teacher", all: true });
});

test("what is unknown or of another kind is left out", () => {
  expect(read({ query: 7, role: "dean", all: "yes", more: "x" })).toEqual({});
});
