import { onlineManager, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { forgetKept, keepForOffline, oldestShown, READABLE_OFFLINE, showKept, startOffline } from "@/lib/offline";

const ASHA = "asha";

beforeEach(() => {
  vi.useFakeTimers();
  window.localStorage.clear();
});

afterEach(() => {
  forgetKept();
  onlineManager.setOnline(true);
  vi.useRealTimers();
});

async function asked(client: QueryClient, key: string, answer: string, meta?: typeof READABLE_OFFLINE): Promise<void> {
  await client.query({ queryKey: [key], queryFn: () => Promise.resolve(answer), ...(meta ? { meta } : {}) });
}

function shownLater(): QueryClient {
  const later = new QueryClient();
  showKept(later);
  return later;
}

test("the last answer of a page that may be read offline is there the next time, and no other", async () => {
  const client = new QueryClient();
  await asked(client, "before", "asked before the frame was drawn", READABLE_OFFLINE);
  keepForOffline(client, ASHA);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  await asked(client, "people", "everybody");
  vi.runAllTimers();
  const later = shownLater();
  expect(later.getQueryData(["mine"])).toBe("present");
  expect(later.getQueryData(["before"])).toBe("asked before the frame was drawn");
  expect(later.getQueryData(["people"])).toBeUndefined();
});

test("what another page was told the time before is still there after a page that asks for something else", async () => {
  const before = new QueryClient();
  const stop = keepForOffline(before, ASHA);
  await asked(before, "week", "three classes", READABLE_OFFLINE);
  await asked(before, "mine", "absent", READABLE_OFFLINE);
  vi.runAllTimers();
  stop();
  const client = new QueryClient();
  keepForOffline(client, ASHA);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  vi.runAllTimers();
  expect(shownLater().getQueryData(["week"])).toBe("three classes");
  expect(shownLater().getQueryData(["mine"])).toBe("present");
});

test("of many answers the newest are kept, and none that is older than a month", async () => {
  const client = new QueryClient();
  const stop = keepForOffline(client, ASHA);
  await asked(client, "old", "long ago", READABLE_OFFLINE);
  vi.runAllTimers();
  stop();
  vi.setSystemTime(Date.now() + 31 * 24 * 60 * 60 * 1000);
  const next = new QueryClient();
  keepForOffline(next, ASHA);
  for (let number = 0; number < 70; number += 1) {
    vi.setSystemTime(Date.now() + 1);
    await asked(next, `mark ${String(number)}`, "present", READABLE_OFFLINE);
  }
  vi.runAllTimers();
  const later = shownLater();
  expect(later.getQueryData(["old"])).toBeUndefined();
  expect(later.getQueryData(["mark 69"])).toBe("present");
  expect(later.getQueryCache().getAll()).toHaveLength(60);
});

test("nothing is left once somebody has logged out, and nothing comes after", async () => {
  const client = new QueryClient();
  keepForOffline(client, ASHA);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  vi.runAllTimers();
  await asked(client, "mine too", "late", READABLE_OFFLINE); // not written yet
  forgetKept();
  await asked(client, "mine as well", "absent", READABLE_OFFLINE);
  vi.runAllTimers();
  expect(window.localStorage.length).toBe(0);
});

test("the next person on this device is shown nothing of the one before", async () => {
  const client = new QueryClient();
  keepForOffline(client, ASHA);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  vi.runAllTimers();
  const next = new QueryClient();
  const stop = keepForOffline(next, "binod");
  stop();
  expect(shownLater().getQueryData(["mine"])).toBeUndefined();
});

test("what is older than a month is not shown", async () => {
  const client = new QueryClient();
  const stop = keepForOffline(client, ASHA);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  vi.runAllTimers();
  stop();
  vi.setSystemTime(Date.now() + 31 * 24 * 60 * 60 * 1000);
  expect(shownLater().getQueryData(["mine"])).toBeUndefined();
});

test("a page opened without a network shows what is kept, and asks again once there is one", async () => {
  const client = new QueryClient();
  const stop = keepForOffline(client, ASHA);
  await asked(client, "mine", "present", READABLE_OFFLINE);
  const answered = Date.now();
  vi.runAllTimers();
  stop();
  vi.setSystemTime(answered + 60_000);
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const later = new QueryClient();
  later.mount();
  startOffline(later);
  const ask = vi.fn(() => Promise.resolve("late"));
  const observer = new QueryObserver(later, { queryKey: ["mine"], queryFn: ask, meta: READABLE_OFFLINE });
  const unsubscribe = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(1000);
  expect(ask).not.toHaveBeenCalled();
  expect(observer.getCurrentResult().data).toBe("present");
  expect(oldestShown(later)).toBe(new Date(answered).toISOString());
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(observer.getCurrentResult().data).toBe("late");
  unsubscribe();
  later.unmount();
});
