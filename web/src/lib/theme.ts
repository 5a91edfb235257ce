import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "presence.theme";
const listeners = new Set<() => void>();

function stored(): Theme {
  try {
    const value = window.localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // storage is switched off
  }
}

let current: Theme = "system";

/** Shows the theme chosen earlier; call it before the first paint. */
export function startTheme(): void {
  current = stored();
  show();
}

export function setTheme(theme: Theme): void {
  current = theme;
  try {
    if (theme === "system") window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, theme);
  } catch {
    // kept for this page only
  }
  show();
  listeners.forEach((listener) => {
    listener();
  });
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

function show(): void {
  if (current === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current;
}
