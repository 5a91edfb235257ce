import { expect, test } from "vitest";

import { receiptFor } from "@/features/consent/api/consent";
import type { Erasure } from "@/lib/api/types";

const WITHDRAWN = "2026-11-22T10:00:00Z";

const erasure = (more: Partial<Erasure>): Erasure => ({
  request_time: "2026-11-22T10:00:01Z",
  complete_time: "2026-11-22T10:00:05Z",
  cause: "consent_withdrawn",
  samples: 12,
  encodings: 12,
  gallery_version: 7,
  review_crops: 0,
  ...more,
});

test("the receipt is that of the erasure after the withdrawal", () => {
  const after = erasure({});
  const before = erasure({ request_time: "2026-10-01T08:00:00Z", complete_time: "2026-10-01T08:00:03Z" });
  expect(receiptFor([after, before], WITHDRAWN)).toBe(after);
  expect(receiptFor([before], WITHDRAWN)).toBeUndefined();
});

test("an erasure under way, or of another cause, is no receipt", () => {
  expect(receiptFor([erasure({ complete_time: null })], WITHDRAWN)).toBeUndefined();
  expect(receiptFor([erasure({ cause: "by_hand" })], WITHDRAWN)).toBeUndefined();
});
