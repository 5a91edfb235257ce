import { useEffect, useState } from "react";

import { clock, longDate } from "@/lib/format";

/** The time by the gateway's clock, as the institution's shows it. */
export function KioskClock({ aheadMs }: { aheadMs: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const time = new Date(now + aheadMs).toISOString();
  return (
    <p className="text-end leading-tight">
      <time dateTime={time} className="block text-4xl font-semibold tracking-tight tabular-nums sm:text-6xl">
        {clock(time)}
      </time>
      <span className="block text-sm text-white/80 sm:text-base">{longDate(time)}</span>
    </p>
  );
}
