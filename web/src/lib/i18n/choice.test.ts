import { beforeEach, expect, test, vi } from "vitest";

import { keepAccountLanguage, keepLanguage, startingLanguage } from "@/lib/i18n/choice";

beforeEach(() => {
  window.localStorage.clear();
  vi.stubGlobal("navigator", { languages: ["de-AT", "ne-NP", "en"] });
  return () => {
    vi.unstubAllGlobals();
  };
});

test("a page begins with the first of the browser's languages that we have", () => {
  expect(startingLanguage()).toBe("ne");
});

test("what was chosen here goes before the browser's languages, and the account's before that", () => {
  keepLanguage("en");
  expect(startingLanguage()).toBe("en");
  keepAccountLanguage("ne");
  expect(startingLanguage()).toBe("ne");
});

test("once nobody is logged in, what was chosen here holds again", () => {
  keepLanguage("en");
  keepAccountLanguage("ne");
  keepAccountLanguage(null);
  expect(startingLanguage()).toBe("en");
});
