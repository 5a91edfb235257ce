import { afterEach, expect, test, vi } from "vitest";

import source from "/public/push.js?raw";

import { endpointDigest } from "@/features/notices/browserPush";
import { CSRF, pushServer, subscriptionAt } from "@/testing/pushServer";

const OLD = subscriptionAt("https://push.example.org/old");
const NEW = subscriptionAt("https://push.example.org/new");

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What the worker does of itself. */
function worker() {
  const listeners = new Map<string, (event: object) => void>();
  const globals = {
    self: {
      addEventListener: (kind: string, listener: (event: object) => void) => listeners.set(kind, listener),
      registration: { pushManager: { subscribe: () => Promise.resolve(NEW) } },
    },
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
  return { happens };
}

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
