import { useState } from "react";

/** A choice that this browser keeps, such as whether there is sound. */
export function useKept(name: string): [boolean, (value: boolean) => void] {
  const key = `presence.${name}`;
  const [value, setValue] = useState(() => {
    try {
      return window.localStorage.getItem(key) === "yes";
    } catch {
      return false; // storage is switched off
    }
  });
  return [
    value,
    (next) => {
      setValue(next);
      try {
        if (next) window.localStorage.setItem(key, "yes");
        else window.localStorage.removeItem(key);
      } catch {
        // kept for this page only
      }
    },
  ];
}
