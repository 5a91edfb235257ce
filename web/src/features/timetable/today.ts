import type { PlannedClass } from "@/features/timetable/api/changeTimetable";

const EARLY_MS = 30 * 60_000; // a session started so long before its class is that class

/** The class that comes next, or goes on without a session; none while a session is open. */
export function nextOf(items: readonly PlannedClass[], now: number): PlannedClass | undefined {
  if (items.some((one) => one.session_open)) return undefined;
  return items.find((one) => !one.cancelled && !one.session_id && Date.parse(one.end_time) > now);
}

/** Whether a session that is started now is that class. */
export function isSoon(planned: PlannedClass, now: number): boolean {
  return Date.parse(planned.start_time) - EARLY_MS <= now;
}

/** Whether today's list itself offers to take attendance, of a class that is open or about to begin. */
export function offersAttendance(items: readonly PlannedClass[], now: number): boolean {
  const next = nextOf(items, now);
  return items.some((one) => one.session_open) || (next !== undefined && isSoon(next, now));
}
