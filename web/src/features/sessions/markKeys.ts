import type { MarkStatus } from "@/lib/api/types";

/** One key marks the student whose row has the keyboard. */
export const MARK_KEYS = { p: "present", l: "late", a: "absent", e: "excused" } as const satisfies Record<string, MarkStatus>;

export const UNDO_KEY = "u";
export const SEARCH_KEY = "/";

type Key = keyof typeof MARK_KEYS;

export type BoardCommand = { do: "mark"; studentId: string; status: MarkStatus } | { do: "move"; to: HTMLElement } | { do: "undo" } | { do: "search" };

/** What a key means on the board; null when it means nothing there, as in a field or an open menu. */
export function commandOf(event: KeyboardEvent, board: HTMLElement): BoardCommand | null {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return null;
  if (!board.contains(target) || target.closest("input, textarea, select, [role=menu], [role=dialog]")) return null;
  const key = event.key.toLowerCase();
  if (event.repeat && !key.startsWith("arrow")) return null; // held a moment too long it is still said once
  if (key === UNDO_KEY) return { do: "undo" };
  if (key === SEARCH_KEY) return { do: "search" };
  const row = target.closest<HTMLElement>("[data-student]");
  if (!row) return null;
  if (key in MARK_KEYS) return { do: "mark", studentId: row.dataset.student ?? "", status: MARK_KEYS[key as Key] };
  const step = { arrowdown: 1, arrowup: -1 }[key];
  if (step === undefined) return null;
  const rows = [...board.querySelectorAll<HTMLElement>("[data-student]")];
  const to = rows[rows.indexOf(row) + step]?.querySelector("button");
  return to ? { do: "move", to } : null;
}
