import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { forgetKept, keepForOffline, READABLE_OFFLINE, showKept } from "@/lib/offline";

let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  window.localStorage.clear();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function asked(client: QueryClient, key: string, answer: string, meta?: typeof READABLE_OFFLINE): Promise<void> {
  await client.query({ queryKey: [key], queryFn: () => Promise.resolve(answer), ...(meta ? { meta } : {}) });
}

test("the last answer of a page that may be read offline is there the next time, and no other", async () => {
  const client = new QueryClient();
  stop = keepForOffline(client);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  await asked(client, "people", "everybody");
  vi.runAllTimers();
  const later = new QueryClient();
  showKept(later);
  expect(later.getQueryData(["mine"])).toBe("present");
  expect(later.getQueryData(["people"])).toBeUndefined();
});

test("nothing is left once somebody has logged out", async () => {
  const client = new QueryClient();
  stop = keepForOffline(client);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  vi.runAllTimers();
  stop();
  forgetKept();
  const later = new QueryClient();
  showKept(later);
  expect(later.getQueryData(["mine"])).toBeUndefined();
});

test("what is older than a month is not shown", async () => {
  const client = new QueryClient();
  stop = keepForOffline(client);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  vi.runAllTimers();
  vi.setSystemTime(Date.now() + 31 * 24 * 60 * 60 * 1000);
  const later = new QueryClient();
  showKept(later);
  expect(later.getQueryData(["mine"])).toBeUndefined();
});
