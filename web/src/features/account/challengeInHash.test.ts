import { expect, test } from "vitest";

import { challengeInHash } from "@/features/account/challengeInHash";

test("the second step of a log-in elsewhere is read from the address", () => {
  const challenge = { challenge_token: "t>?", passkey_options: { rpId: "प्रेजेन्स" }, expire_time: "2026-11-22T10:00:00Z" };
  const bytes = new TextEncoder().encode(JSON.stringify(challenge));
  const base64 = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const hash = `second-factor=${base64}`;
  expect(challengeInHash(hash)).toEqual(challenge);
});

test.each(["", "abc", "second-factor=%%", "second-factor=bm90IGpzb24"])("“%s” holds none", (hash) => {
  expect(challengeInHash(hash)).toBeNull();
});
