import { useEffect, useRef } from "react";

const STEP_SECONDS = 10;

/** How long the code is still shown, by the browser's own animation: drawn anew with each code. */
export function StepBar({ secondsLeft }: { secondsLeft: number }) {
  const bar = useRef<HTMLDivElement>(null);
  const first = useRef(secondsLeft); // what later answers say of the same code changes nothing
  useEffect(() => {
    const share = Math.min(1, first.current / STEP_SECONDS);
    const running = bar.current?.animate([{ transform: `scaleX(${share})` }, { transform: "scaleX(0)" }], {
      duration: first.current * 1000,
      fill: "forwards",
    });
    return () => {
      running?.cancel();
    };
  }, []);
  return (
    <div aria-hidden className="h-1.5 w-full max-w-md overflow-hidden rounded-full bg-hover">
      <div ref={bar} className="size-full origin-left bg-accent" />
    </div>
  );
}
