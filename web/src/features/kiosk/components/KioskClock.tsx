import { clock, longDate } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** The time by the gateway's clock, as the institution's shows it. */
export function KioskClock({ aheadMs }: { aheadMs: number }) {
  const now = useNow(1_000);
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
