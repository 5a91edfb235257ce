// Shows notices that are pushed, and opens the page they are about. The service worker that workbox writes imports it.
/* global self, clients */

self.addEventListener("push", (event) => {
  event.waitUntil(show(told(event.data)));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
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

/** In a window that is open already, where there is one. */
async function open(path) {
  const wanted = typeof path === "string" && path.startsWith("/") && !path.startsWith("//") ? path : "/";
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((one) => new URL(one.url).pathname === wanted) ?? windows[0];
  if (!shown) {
    await clients.openWindow(wanted);
    return;
  }
  await shown.focus().catch(() => undefined); // a browser may refuse; the page is opened all the same
  if (new URL(shown.url).pathname !== wanted) await shown.navigate(wanted).catch(() => clients.openWindow(wanted));
}
