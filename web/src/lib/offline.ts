import { dehydrate, type DehydratedState, hydrate, onlineManager, type Query, type QueryClient } from "@tanstack/react-query";

const KEY = "presence.offline";
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const WRITE_AFTER_MS = 1000;
const FORMAT = 2; // raised when what is kept can no longer be read
const MOST_KEPT = 60; // answers, the newest

interface Kept {
  format: number;
  time: number;
  /** Whose it is. */
  personId: string;
  state: DehydratedState;
}

/** A query's `meta` that lets a phone show its last answer without a network. For students' own pages alone. */
export const READABLE_OFFLINE = { offline: true } as const;

let stopKeeping: () => void = () => undefined;

/** Before the first question: where the network is away, answers wait for it, and what was shown last is shown. */
export function startOffline(queryClient: QueryClient): void {
  onlineManager.setOnline(navigator.onLine); // it takes for granted that there is a network, and then hears of none that comes
  if (!navigator.onLine) showKept(queryClient);
}

/** What was shown last; nothing when there is none or it is too old. */
export function showKept(queryClient: QueryClient): void {
  const kept = read();
  if (kept) hydrate(queryClient, kept.state);
}

/** From now on keeps the last answers of queries that may be read offline, and nobody else's. Ends with what it gives back. */
export function keepForOffline(queryClient: QueryClient, personId: string): () => void {
  if (read()?.personId !== personId) forgetKept();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    timer = undefined;
    const state = dehydrate(queryClient, { shouldDehydrateQuery: isKept, shouldDehydrateMutation: () => false });
    write({ format: FORMAT, time: Date.now(), personId, state: withEarlier(state, personId) });
  };
  const unsubscribe = queryClient.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && isKept(event.query as Query)) timer ??= setTimeout(keep, WRITE_AFTER_MS);
  });
  timer = setTimeout(keep, WRITE_AFTER_MS); // some answers came before
  stopKeeping = () => {
    clearTimeout(timer);
    unsubscribe();
  };
  return stopKeeping;
}

/** Nothing stays on the device of somebody who has logged out, and nothing is kept any more. */
export function forgetKept(): void {
  stopKeeping();
  try {
    window.localStorage.removeItem(KEY);
  } catch {
    // nothing could be kept either
  }
}

/** When the oldest of what is shown, of what may be read offline, was answered; null when nothing is. */
export function oldestShown(queryClient: QueryClient): string | null {
  const shown = queryClient.getQueryCache().findAll({ type: "active", predicate: isKept });
  const times = shown.map((query) => query.state.dataUpdatedAt);
  return times.length > 0 ? new Date(Math.min(...times)).toISOString() : null;
}

/** And what was kept the times before: whoever opens one page today may want to read another one offline. */
function withEarlier(state: DehydratedState, personId: string): DehydratedState {
  const kept = read();
  const known = new Set(state.queries.map((query) => query.queryHash));
  const earlier = kept?.personId === personId ? kept.state.queries.filter((query) => !known.has(query.queryHash)) : [];
  const isRecent = ({ state: { dataUpdatedAt } }: DehydratedState["queries"][number]) => Date.now() - dataUpdatedAt < KEPT_DAYS * DAY_MS;
  const queries = [...state.queries, ...earlier.filter(isRecent)].sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  return { ...state, queries: queries.slice(0, MOST_KEPT) };
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
