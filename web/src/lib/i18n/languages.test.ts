import { expect, test } from "vitest";

import { en } from "@/lib/i18n/en";
import { ne } from "@/lib/i18n/ne";

interface Texts {
  [key: string]: string | Texts;
}

const english = en as unknown as Texts;
const nepali = ne as unknown as Texts;
const files = Object.keys(import.meta.glob("./en/*.json")).map((path) => path.slice("./en/".length, -".json".length));

function flat(texts: Texts, before = ""): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) => {
      const path = before ? `${before}.${key}` : key;
      return typeof value === "string" ? [[path, value] as const] : [...flat(value, path)];
    }),
  );
}

/** What is filled in, and what is an element. */
function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\{[^}]+\}\}|<\/?\w+>/g))].toSorted();
}

test("every file of English texts is shown", () => {
  expect(Object.keys(english).toSorted()).toEqual(files.toSorted());
});

test("every text is there in every language", () => {
  expect([...flat(nepali).keys()].toSorted()).toEqual([...flat(english).keys()].toSorted());
});

test("no text is empty", () => {
  for (const texts of [english, nepali]) {
    for (const [key, text] of flat(texts)) expect(text.trim(), key).not.toBe("");
  }
});

test("what is filled in is the same in every language", () => {
  const translated = flat(nepali);
  for (const [key, text] of flat(english)) {
    // "one" may say the number in words, or not at all
    if (/_(zero|one)$/.test(key)) continue;
    expect(placeholders(translated.get(key) ?? ""), key).toEqual(placeholders(text));
  }
});

test("Nepali is written in Devanagari", () => {
  // names that stay as they are
  const alike = new Set(["rooms.detectors.hog", "rooms.detectors.cnn", "people.language.en", "common.languages.en"]);
  for (const [key, text] of flat(nepali)) {
    const words = text.replace(/\{\{[^}]+\}\}/g, "");
    if (alike.has(key) || !/\p{Letter}/u.test(words)) continue;
    expect(words, key).toMatch(/\p{Script=Devanagari}/u);
  }
});
