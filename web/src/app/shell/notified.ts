import { keepPushed } from "@/features/notices/api/push";

/** What a page does in a browser that is notified: it has the server told where to push. */
export function startNotified(personId: string, signal: AbortSignal): void {
  if (signal.aborted || !("serviceWorker" in navigator)) return;
  keepPushed(personId).catch(() => undefined); // tried again when the page is opened next
}
