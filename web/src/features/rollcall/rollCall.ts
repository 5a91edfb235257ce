import type { Mark, MarkStatus } from "@/lib/api/types";

export const KEYS = { p: "present", l: "late", a: "absent", e: "excused" } as const satisfies Record<string, MarkStatus>;

/** A word that was said here, and what stood there before: the way back. */
export interface Said {
  readonly before: Mark;
  /** Of a word that was said just before and had not been answered: it is what this one is taken back to. */
  readonly unanswered: MarkStatus | null;
}

/** What was said together is taken back together. */
export type Step = readonly Said[];

/** Nobody is asked twice: those for whom neither a teacher nor a camera nor a check-in has said anything yet. */
export function isRemaining(mark: Mark): boolean {
  return mark.source !== "teacher" && (mark.status === "not_seen" || mark.status === "unconfirmed" || mark.status === "absent");
}

export type Filter = "all" | "remaining" | "absent";

export function isShown(mark: Mark, filter: Filter, query: string): boolean {
  if (filter === "remaining" && !isRemaining(mark)) return false;
  if (filter === "absent" && mark.status !== "absent") return false;
  const wanted = query.trim().toLocaleLowerCase();
  return !wanted || `${mark.display_name} ${mark.student_number}`.toLocaleLowerCase().includes(wanted);
}

/** In the order of the register: by number where there is one, then by name. */
export function inOrder(marks: Iterable<Mark>): Mark[] {
  const collator = new Intl.Collator(undefined, { numeric: true });
  return [...marks].sort(
    (a, b) => collator.compare(a.student_number, b.student_number) || collator.compare(a.display_name, b.display_name),
  );
}

/** Where an arrow leads in a grid that has so many columns; the same place at its edges. */
export function neighbour(index: number, key: string, count: number, columns: number): number {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const next = index + (step ?? 0);
  return next >= 0 && next < count ? next : index;
}

/** What takes a word back: an earlier word of a teacher's, or whatever cameras and rules say. */
export function wayBack({ before, unanswered }: Said): { status: MarkStatus; note: string } {
  if (unanswered !== null) return { status: unanswered, note: "" };
  return before.source === "teacher" ? { status: before.status, note: before.note } : { status: "not_seen", note: "" };
}
