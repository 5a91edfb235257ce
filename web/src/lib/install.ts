const AFTER_MS = 3_000;

/**
 * Lets the page be installed and opened without a network. Not in a development build, which changes all the time.
 * Waits until the page has what it asks for: what is kept for later would come in its way on a slow phone.
 */
export function installWorker(isFetching: () => boolean): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  setTimeout(() => {
    if (isFetching()) installWorker(isFetching);
    else install();
  }, AFTER_MS);
}

function install(): void {
  const manifest = Object.assign(document.createElement("link"), { rel: "manifest", href: "/manifest.webmanifest" });
  document.head.append(manifest); // not in index.html, where it and its icon would be fetched before the page's own code
  // where it is refused, as in a private window, the page works as any other
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}
