import { afterEach, expect, test, vi } from "vitest";

import { endpointDigest, fromUrlSafe, knownObstacle, PushObstacle, subscribeBrowser } from "@/features/notices/browserPush";

afterEach(() => {
  vi.unstubAllGlobals();
});

function supported(permission: NotificationPermission, answer: NotificationPermission = permission) {
  vi.stubGlobal("PushManager", Object);
  vi.stubGlobal("Notification", { permission, requestPermission: () => Promise.resolve(answer) });
}

function worker(subscribe: () => Promise<unknown>) {
  const pushManager = { getSubscription: () => Promise.resolve(null), subscribe };
  vi.stubGlobal("navigator", {
    serviceWorker: { register: () => Promise.resolve(), ready: Promise.resolve({ pushManager }) },
  });
}

test("a browser without push says so before anything is asked", () => {
  vi.stubGlobal("navigator", {});
  expect(knownObstacle()).toBe("unsupported");
});

test("who has refused notices in the browser is not asked again", async () => {
  supported("denied");
  worker(() => Promise.resolve({}));
  await expect(subscribeBrowser("AAAA")).rejects.toEqual(new PushObstacle("denied"));
});

test("who closes the browser's question may be asked again", async () => {
  supported("default");
  worker(() => Promise.resolve({}));
  await expect(subscribeBrowser("AAAA")).rejects.toMatchObject({ obstacle: "dismissed" });
});

test("a browser that reaches no push service says that, and not that it was refused", async () => {
  supported("default", "granted");
  worker(() => Promise.reject(new DOMException("Registration failed", "AbortError")));
  await expect(subscribeBrowser("AAAA")).rejects.toMatchObject({ obstacle: "unreachable" });
});

test("a browser that is allowed gives its subscription", async () => {
  supported("default", "granted");
  const subscription = { endpoint: "https://push.example.org/1" };
  worker(() => Promise.resolve(subscription));
  await expect(subscribeBrowser("AAAA")).resolves.toBe(subscription);
});

test("a browser knows itself by the digest of its endpoint", async () => {
  expect(await endpointDigest("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("keys are read from URL-safe base64", () => {
  expect([...fromUrlSafe("-_8A")]).toEqual([251, 255, 0]);
});
