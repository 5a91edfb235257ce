import type { Mark } from "@/lib/api/types";

/** A student's mark of whom nothing is known, but for what `said` says. */
export function markOf(studentId: string, said: Partial<Mark> = {}): Mark {
  return {
    student_id: studentId,
    display_name: `Name of ${studentId}`,
    student_number: "",
    status: "not_seen",
    status_code: "",
    source: "none",
    first_seen_time: null,
    last_seen_time: null,
    minutes_present: 0,
    change_time: null,
    revision: 0,
    set_by: "",
    note: "",
    confirmed_by: "",
    seen_elsewhere: false,
    ...said,
  };
}
