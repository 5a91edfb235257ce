/** Lets the page be installed and opened without a network. Not in a development build, which changes all the time. */
export function installWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    // where it is refused, as in a private window, the page works as any other
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}
