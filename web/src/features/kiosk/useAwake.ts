import { useEffect } from "react";

/** Keeps the screen from going dark while the page is shown; where the browser cannot, the device's settings must. */
export function useAwake(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    const ask = () => {
      if (document.visibilityState !== "visible") return;
      navigator.wakeLock.request("screen").then(
        (given) => {
          if (gone) void given.release();
          else lock = given;
        },
        () => undefined, // the battery is low, say: asked again when the page is next shown
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask); // the browser takes it back from a hidden page
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}
