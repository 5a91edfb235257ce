import { useSyncExternalStore } from "react";

const lost = new Set<string>();
const listeners = new Set<() => void>();

/** Says whether the socket of this name is cut off; the page's banner follows. */
export function reportConnection(name: string, isLost: boolean): void {
  if (lost.has(name) === isLost) return;
  if (isLost) lost.add(name);
  else lost.delete(name);
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Whether anything live on this page is cut off just now. */
export function useConnectionLost(): boolean {
  return useSyncExternalStore(subscribe, () => lost.size > 0 || !navigator.onLine);
}
