import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";

import { openReviewsQuery } from "@/features/reviews/api/reviews";
import { SessionReviews } from "@/features/reviews/components/SessionReviews";
import type { Review } from "@/lib/api/types";
import { draw, press, until } from "@/testing/draw";
import { markOf } from "@/testing/marks";

const ROSTER = new Map([markOf("sita"), markOf("amir")].map((one) => [one.student_id, one]));

const nearly = (personId: string) =>
  ({
    review_id: `review of ${personId}`,
    capture_time: "2026-03-02T09:00:00Z",
    first_seen_time: "2026-03-02T09:00:00Z",
    last_seen_time: "2026-03-02T09:00:01Z",
    candidates: [{ person_id: personId, distance: 0.5 }],
    reason: "unsure",
  }) as unknown as Review;

const question = () => document.querySelector("[role=dialog] h3")?.textContent;

test("a face that is seen later does not take the place of the one somebody is looking at", async () => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  const client = new QueryClient();
  const { queryKey } = openReviewsQuery("a-session", false);
  const told = (...items: Review[]) => {
    client.setQueryData(queryKey, { items, open_count: items.length, left_out_count: 0, next_page_token: "" });
  };
  told(nearly("sita"));
  draw(<SessionReviews sessionId="a-session" isOpen={false} roster={ROSTER} />, client);
  await press("Look");
  expect(question()).toContain("Name of sita");
  await press("Somebody else…");
  told(nearly("amir"), nearly("sita")); // the newest come first
  await until(() => {
    expect(document.querySelector("[role=dialog]")?.textContent).toContain("2 faces");
  });
  expect(question()).toContain("Name of sita");
  expect(document.querySelector("[role=dialog] input[type=search]")).not.toBeNull(); // in which to find somebody else
  told(nearly("amir"));
  await until(() => {
    expect(question()).toContain("Name of amir");
  });
});
