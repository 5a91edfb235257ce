import type { AuditFilter } from "@/features/audit/api/audit";
import { localClock, localDay } from "@/lib/format";

/** What the page's address says of the filter; days are those of the institution, as the times shown are. */
export interface AuditSearch {
  actor?: string | undefined;
  subject?: string | undefined;
  kind?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The filter as the gateway takes it: whole days become the times at which they begin and end. */
export function filterOf({ actor, subject, kind, from, to }: AuditSearch): AuditFilter {
  return {
    actor,
    subject,
    action: kind && `${kind}.`,
    from: from && startOfDay(from, 0),
    to: to && startOfDay(to, 1),
  };
}

function startOfDay(day: string, daysLater: number): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const midnight = Date.UTC(year, month - 1, date + daysLater);
  if (Number.isNaN(midnight)) return undefined;
  // how far its clocks are ahead at that time; asked twice, as they may be set in between
  const near = midnight - aheadMs(midnight);
  return new Date(midnight - aheadMs(near)).toISOString();
}

function aheadMs(time: number): number {
  const iso = new Date(time).toISOString();
  return Date.parse(`${localDay(iso)}T${localClock(iso)}Z`) - time;
}
