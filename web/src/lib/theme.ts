import { useSyncExternalStore } from "react";

import { chosenTheme, keepTheme, showTheme, type Theme } from "@/lib/themeChoice";

const listeners = new Set<() => void>();

let current: Theme = chosenTheme();

export function setTheme(theme: Theme): void {
  current = theme;
  keepTheme(theme);
  showTheme(theme);
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
