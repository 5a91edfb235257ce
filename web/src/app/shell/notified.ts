import { keepPushed } from "@/features/notices/api/push";
import { wouldLose } from "@/lib/edits";

interface Message {
  ask?: "free";
  open?: string;
}

/**
 * What a page does in a browser that is notified: it has the server told where to push, says to the worker of push.js
 * whether it has something to lose, and opens what a clicked notice is about if it has not.
 */
export function startNotified(open: (path: string) => void, personId: string, signal: AbortSignal): void {
  if (signal.aborted || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener(
    "message",
    ({ data, ports }: MessageEvent<Message | null>) => {
      if (data?.ask === "free") ports[0]?.postMessage(!wouldLose());
      if (typeof data?.open === "string") open(data.open);
    },
    { signal },
  );
  navigator.serviceWorker.startMessages();
  keepPushed(personId).catch(() => undefined); // tried again when the page is opened next
}
