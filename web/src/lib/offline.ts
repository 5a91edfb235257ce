import { dehydrate, type DehydratedState, hydrate, type Query, type QueryClient } from "@tanstack/react-query";

const KEY = "presence.offline";
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const WRITE_AFTER_MS = 1000;
const FORMAT = 1; // raised when what is kept can no longer be read

interface Kept {
  format: number;
  time: number;
  state: DehydratedState;
}

/** A query's `meta` that lets a phone show its last answer without a network. For students' own pages alone. */
export const READABLE_OFFLINE = { offline: true } as const;

/** What was shown last, where the network is away; nothing when there is none or it is too old. */
export function showKept(queryClient: QueryClient): void {
  const kept = read();
  if (kept) hydrate(queryClient, kept.state);
}

/** From now on keeps the last answers of queries that may be read offline. Ends with what it gives back. */
export function keepForOffline(queryClient: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unsubscribe = queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || !isKept(event.query as Query) || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      write({ format: FORMAT, time: Date.now(), state: dehydrate(queryClient, { shouldDehydrateQuery: isKept, shouldDehydrateMutation: () => false }) });
    }, WRITE_AFTER_MS);
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

/** Nothing stays on the device of somebody who has logged out. */
export function forgetKept(): void {
  try {
    window.localStorage.removeItem(KEY);
  } catch {
    // nothing could be kept either
  }
}

const isKept = (query: Pick<Query, "meta" | "state">): boolean => query.meta?.offline === true && query.state.status === "success";

function read(): Kept | null {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? "null") as Kept | null;
    return kept?.format === FORMAT && Date.now() - kept.time < KEPT_DAYS * DAY_MS ? kept : null;
  } catch {
    return null;
  }
}

function write(kept: Kept): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // full or switched off: the page works, only not without a network
  }
}
