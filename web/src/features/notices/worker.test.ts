import { afterEach, beforeEach, expect, test, vi } from "vitest";

import source from "/public/push.js?raw";

import { endpointDigest } from "@/features/notices/browserPush";
import { CSRF, pushServer, subscriptionAt } from "@/testing/pushServer";

const OLD = subscriptionAt("https://push.example.org/old");
const NEW = subscriptionAt("https://push.example.org/new");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] }); // a page that answers is never too late on a slow machine
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Answer = "free" | "busy" | "asleep";

/** A window of the browser's, and what it was told. */
function page(pathname: string, answer: Answer) {
  const told: unknown[] = [];
  return {
    told,
    url: `https://presence.example.edu${pathname}`,
    focus: () => Promise.resolve(),
    postMessage: (message: { ask?: string; open?: string }, [port]: MessagePort[] = []) => {
      if (message.open) told.push(message.open);
      if (message.ask && answer !== "asleep") port?.postMessage(answer === "free");
    },
  };
}

/** What the worker does of itself in a browser with these windows. */
function worker(...windows: ReturnType<typeof page>[]) {
  const listeners = new Map<string, (event: object) => void>();
  const opened: string[] = [];
  const globals = {
    self: {
      addEventListener: (kind: string, listener: (event: object) => void) => listeners.set(kind, listener),
      registration: { pushManager: { subscribe: () => Promise.resolve(NEW) } },
    },
    clients: { matchAll: () => Promise.resolve(windows), openWindow: (path: string) => Promise.resolve(opened.push(path)) },
    cookieStore: { getAll: () => Promise.resolve([{ name: "presence_theme", value: "" }, { name: "__Host-presence_csrf", value: CSRF }]) },
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a worker's script is no module: it finds its globals by name
  const run = new Function(...Object.keys(globals), source) as (...given: unknown[]) => void;
  run(...Object.values(globals));
  const happens = (kind: string, event: object) => {
    let going: unknown;
    listeners.get(kind)?.({ ...event, waitUntil: (work: unknown) => (going = work) });
    return Promise.resolve(going);
  };
  const click = (path: string) => happens("notificationclick", { notification: { close: () => undefined, data: { path } } });
  return { happens, click, opened };
}

test("a notice is opened in the window used last that has nothing to lose", async () => {
  const [busy, free, other] = [page("/excuses/new", "busy"), page("/account", "free"), page("/photos", "free")];
  const { click, opened } = worker(busy, free, other);
  await click("/attendance");
  expect([busy.told, free.told, other.told, opened]).toEqual([[], ["/attendance"], [], []]);
});

test("nobody's half-filled form is left for a notice", async () => {
  const busy = page("/excuses/new", "busy");
  const { click, opened } = worker(busy);
  await click("/attendance");
  expect([busy.told, opened]).toEqual([[], ["/attendance"]]);
});

test("a page that is asleep is left as it is", async () => {
  const asleep = page("/excuses/new", "asleep");
  const { click, opened } = worker(asleep);
  const clicked = click("/attendance");
  await vi.advanceTimersByTimeAsync(500);
  await clicked;
  expect([asleep.told, opened]).toEqual([[], ["/attendance"]]);
});

test("a window that shows what the notice is about stays as it is, whatever was written in it", async () => {
  const there = page("/attendance", "busy");
  const { click, opened } = worker(page("/account", "free"), there);
  await click("/attendance");
  expect([there.told, opened]).toEqual([[], []]);
});

test("a subscription that the browser has renewed takes the old one's place", async () => {
  const server = pushServer("another", await endpointDigest(OLD.endpoint));
  await worker().happens("pushsubscriptionchange", { oldSubscription: OLD, newSubscription: NEW });
  expect(server.items.map((one) => one.endpoint_sha256)).toEqual(["another", await endpointDigest(NEW.endpoint)]);
});

test("a subscription that the browser has ended is asked for anew", async () => {
  const server = pushServer(await endpointDigest(OLD.endpoint));
  await worker().happens("pushsubscriptionchange", { oldSubscription: OLD, newSubscription: null });
  expect(server.items.map((one) => one.endpoint_sha256)).toEqual([await endpointDigest(NEW.endpoint)]);
});

test("whoever is logged in now is not given a browser that was another's", async () => {
  const server = pushServer("another");
  await worker().happens("pushsubscriptionchange", { oldSubscription: OLD, newSubscription: NEW });
  expect(server.items.map((one) => one.endpoint_sha256)).toEqual(["another"]);
});

test("without a log-in the worker leaves it to the page", async () => {
  const server = pushServer(await endpointDigest(OLD.endpoint));
  server.loggedIn = false;
  await worker().happens("pushsubscriptionchange", { oldSubscription: OLD, newSubscription: NEW });
  expect(server.items).toHaveLength(1);
});
