import type { Mark, MarkStatus } from "@/lib/api/types";

export type GroupName = "here" | "late" | "waiting" | "away";

const GROUP_OF: Record<MarkStatus, GroupName> = {
  present: "here",
  late: "late",
  left_early: "here",
  not_seen: "waiting",
  unconfirmed: "waiting",
  absent: "away",
  excused: "away",
};

export type Groups = Readonly<Record<GroupName, readonly Mark[]>>;

const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** The lists of a session. Each is by name, so that a row keeps its place while others come and go. */
export function groupsOf(marks: ReadonlyMap<string, Mark>): Groups {
  const groups: Record<GroupName, Mark[]> = { here: [], late: [], waiting: [], away: [] };
  for (const mark of marks.values()) groups[GROUP_OF[mark.status]].push(mark);
  for (const group of Object.values(groups)) group.sort(inOrder);
  return groups;
}

/** Whether somebody is found by part of a name or of a student number. */
export function isFoundBy(mark: Mark, query: string): boolean {
  const wanted = query.trim().toLocaleLowerCase();
  return mark.display_name.toLocaleLowerCase().includes(wanted) || mark.student_number.toLocaleLowerCase().includes(wanted);
}

function inOrder(a: Mark, b: Mark): number {
  return (
    byName.compare(a.display_name, b.display_name) ||
    byName.compare(a.student_number, b.student_number) ||
    byName.compare(a.student_id, b.student_id)
  );
}
