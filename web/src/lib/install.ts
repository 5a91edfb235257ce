/** Lets the page be installed and opened without a network. Not in a development build, which changes all the time. */
export function installWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const install = () => {
    const manifest = Object.assign(document.createElement("link"), { rel: "manifest", href: "/manifest.webmanifest" });
    document.head.append(manifest); // not in index.html, where it and its icon would be fetched before the page's own code
    // where it is refused, as in a private window, the page works as any other
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  };
  if (document.readyState === "complete") install(); // what is waited for has been
  else window.addEventListener("load", install);
}
