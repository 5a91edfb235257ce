import { expect, test } from "vitest";

import { linksIn } from "@/features/mail/links";

test("a mail's link is found with everything after its #, once", () => {
  const text = "Open this:\n\nhttps://presence.college.edu/reset#aB_c-9\n\nor copy https://presence.college.edu/reset#aB_c-9 there.";
  expect(linksIn(text)).toEqual(["https://presence.college.edu/reset#aB_c-9"]);
});

test("a mail without a link has none", () => {
  expect(linksIn("Your password was changed.")).toEqual([]);
});
