import { useEffect, useState } from "react";

const PAUSE_MS = 200;

/** The value once it has not changed for a moment: a search for each key pressed would be too many. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(value);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [value]);
  return settled;
}
