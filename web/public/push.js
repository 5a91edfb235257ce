// Shows notices that are pushed, and opens the page they are about. The service worker that workbox writes imports it.
/* global self, clients, cookieStore */

const SUBSCRIPTIONS = "/api/v1/push/subscriptions";
const ANSWER_WITHIN_MS = 500; // a browser lets a worker open windows for a second after the notice was clicked

self.addEventListener("push", (event) => {
  event.waitUntil(show(told(event.data)));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event).catch(() => undefined)); // the page puts it right when it is opened next
});

/** What came; a browser must be shown something for every push, so what is not ours is a bare name. */
function told(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

async function show({ title, language, tag, path }) {
  await self.registration.showNotification(typeof title === "string" ? title : "Presence", {
    lang: language === "ne" ? "ne" : "en",
    icon: "/icons/icon-192.png",
    badge: "/icons/icon-192.png",
    data: { path },
    ...(typeof tag === "string" ? { tag } : {}), // the same notice twice is one
  });
}

/** In a window that is open already, where there is one that has nothing to lose; else in a new one. */
async function open(path) {
  const wanted = typeof path === "string" && path.startsWith("/") && !path.startsWith("//") ? path : "/";
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === wanted);
  const shown = there ?? (await firstFree(windows));
  if (!shown) {
    await clients.openWindow(wanted);
    return;
  }
  await shown.focus().catch(() => undefined); // a browser may refuse; the page is opened all the same
  if (!there) shown.postMessage({ open: wanted });
}

/** The one used last of those that say they have no form half filled; pages that are asleep say nothing. */
async function firstFree(windows) {
  const free = await Promise.all(windows.map(isFree));
  return windows.find((_, place) => free[place]);
}

function isFree(page) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data === true);
    page.postMessage({ ask: "free" }, [port2]);
    setTimeout(resolve, ANSWER_WITHIN_MS, false);
  }).finally(() => port1.close());
}

/** The browser has a new subscription: the server is told, if whoever is logged in now is whose the old one was. */
async function renew({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return; // the page knows whose it was
  const renewed = newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  const { items } = await (await asked("GET", SUBSCRIPTIONS)).json();
  const digest = await sha256(oldSubscription.endpoint);
  const old = items.find((one) => one.endpoint_sha256 === digest);
  if (!old) return;
  const { endpoint, keys } = renewed.toJSON();
  await asked("POST", SUBSCRIPTIONS, { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
  await asked("DELETE", `${SUBSCRIPTIONS}/${old.subscription_id}`);
}

async function asked(method, address, body) {
  const csrf = (await cookieStore.getAll()).find(({ name }) => /^(__Host-)?presence_csrf$/.test(name));
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf?.value ?? "" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status}`);
  return answer;
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
