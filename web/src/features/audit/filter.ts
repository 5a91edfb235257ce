import type { AuditFilter } from "@/features/audit/api/audit";

/** What the page's address says of the filter; days are those of the reader's own clock. */
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
  const start = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}
