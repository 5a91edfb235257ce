import type { KeyboardEvent } from "react";

/**
 * Whether a letter is meant for whoever listens: pressed once, in no field, and not in a dialog, whose keys React
 * tells to the part that opened it although it lies elsewhere on the page.
 */
export function isShortcut(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false;
  const target = event.target as HTMLElement;
  return event.currentTarget.contains(target) && !target.matches("input, textarea, select");
}
