import type { Mark, MarkStatus } from "@/lib/api/types";

export type GroupName = "here" | "waiting" | "away";

const GROUP_OF: Record<MarkStatus, GroupName> = {
  present: "here",
  late: "here",
  not_seen: "waiting",
  unconfirmed: "waiting",
  absent: "away",
  excused: "away",
};

export type Groups = Readonly<Record<GroupName, readonly Mark[]>>;

const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** The three lists of a session. Each is by name, so that a row keeps its place while others come and go. */
export function groupsOf(marks: ReadonlyMap<string, Mark>): Groups {
  const groups: Record<GroupName, Mark[]> = { here: [], waiting: [], away: [] };
  for (const mark of marks.values()) groups[GROUP_OF[mark.status]].push(mark);
  for (const group of Object.values(groups)) group.sort(inOrder);
  return groups;
}

function inOrder(a: Mark, b: Mark): number {
  return (
    byName.compare(a.display_name, b.display_name) ||
    byName.compare(a.student_number, b.student_number) ||
    byName.compare(a.student_id, b.student_id)
  );
}
