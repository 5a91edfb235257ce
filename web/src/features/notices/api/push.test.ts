import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { endPushHere, keepPushed, pushHere } from "@/features/notices/api/push";
import { endpointDigest } from "@/features/notices/browserPush";
import { told } from "@/features/notices/told";
import { CSRF, pushServer, subscriptionAt } from "@/testing/pushServer";

const ME = "me";
const FIRST = subscriptionAt("https://push.example.org/first");
const RENEWED = subscriptionAt("https://push.example.org/renewed");

beforeEach(() => {
  localStorage.clear();
  document.cookie = `presence_csrf=${CSRF}`;
});

afterEach(() => {
  document.cookie = "presence_csrf=; max-age=0";
  vi.unstubAllGlobals();
});

/** A browser that allows notices; `renews` has it give another subscription from then on. */
function browser() {
  const has = { now: null as typeof FIRST | null, next: FIRST };
  const pushManager = {
    getSubscription: () => Promise.resolve(has.now),
    subscribe: () => Promise.resolve((has.now ??= has.next)),
  };
  vi.stubGlobal("PushManager", Object);
  vi.stubGlobal("Notification", { permission: "granted", requestPermission: () => Promise.resolve("granted") });
  vi.stubGlobal("navigator", {
    serviceWorker: {
      register: () => Promise.resolve(),
      getRegistration: () => Promise.resolve({ pushManager }),
      ready: Promise.resolve({ pushManager }),
    },
  });
  return has;
}

const digests = (server: ReturnType<typeof pushServer>) => server.items.map((one) => one.endpoint_sha256);

test("a subscription that was renewed while nobody was logged in is told when the page is opened next", async () => {
  const [server, has] = [pushServer(), browser()];
  await pushHere(ME);
  expect(digests(server)).toEqual([await endpointDigest(FIRST.endpoint)]);
  has.now = RENEWED;
  await keepPushed(ME);
  expect(digests(server)).toEqual([await endpointDigest(RENEWED.endpoint)]);
  await keepPushed(ME);
  expect(digests(server)).toHaveLength(1);
});

test("a subscription that the browser has dropped is asked for anew", async () => {
  const [server, has] = [pushServer(), browser()];
  await pushHere(ME);
  Object.assign(has, { now: null, next: RENEWED });
  await keepPushed(ME);
  expect(digests(server)).toEqual([await endpointDigest(RENEWED.endpoint)]);
});

test("what was switched off from another device stays off", async () => {
  const server = pushServer();
  browser();
  await pushHere(ME);
  server.items = [];
  await keepPushed(ME);
  expect(server.items).toEqual([]);
});

test("somebody else who logs in here is not given the notices of whoever was before", async () => {
  const [server, has] = [pushServer(), browser()];
  await pushHere("another");
  has.now = RENEWED;
  await keepPushed(ME);
  expect(digests(server)).toEqual([await endpointDigest(FIRST.endpoint)]);
});

test("a browser that was notified before anything was kept is known from now on, and nobody else's", async () => {
  const [, has] = [pushServer(await endpointDigest(FIRST.endpoint)), browser()];
  has.now = RENEWED;
  await keepPushed(ME);
  expect(told()).toBeNull();
  has.now = FIRST;
  await keepPushed(ME);
  expect(told()).toEqual({ personId: ME, digest: await endpointDigest(FIRST.endpoint) });
});

test("whoever logs out is forgotten", async () => {
  const [server] = [pushServer(), browser()];
  await pushHere(ME);
  await endPushHere();
  expect([server.items, told()]).toEqual([[], null]);
});
