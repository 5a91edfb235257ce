import { expect, test } from "vitest";

import { groupsOf, isFoundBy } from "@/features/sessions/groups";
import type { Mark, MarkStatus } from "@/lib/api/types";

function marks(...of: [string, MarkStatus][]): Map<string, Mark> {
  const all = of.map(([name, status], index): [string, Mark] => [
    `id-${index}`,
    {
      student_id: `id-${index}`,
      display_name: name,
      student_number: "",
      status,
      source: "none",
      first_seen_time: null,
      last_seen_time: null,
      revision: 0,
      set_by: "",
      note: "",
      confirmed_by: "",
      seen_elsewhere: false, status_code: "", minutes_present: 0, change_time: null,
    },
  ]);
  return new Map(all);
}

const names = (of: readonly Mark[]) => of.map((mark) => mark.display_name);

test("every status has its list, and each list is by name", () => {
  const groups = groupsOf(
    marks(["Zoe", "late"], ["adam", "present"], ["Bea", "unconfirmed"], ["Ann", "not_seen"], ["Cy", "excused"], ["Bo", "absent"]),
  );
  expect(names(groups.here)).toEqual(["adam"]);
  expect(names(groups.late)).toEqual(["Zoe"]);
  expect(names(groups.waiting)).toEqual(["Ann", "Bea"]);
  expect(names(groups.away)).toEqual(["Bo", "Cy"]);
});

test("two students of one name keep their order", () => {
  const groups = groupsOf(marks(["Ram", "present"], ["Ram", "present"]));
  expect(groups.here.map((mark) => mark.student_id)).toEqual(["id-0", "id-1"]);
});

test("a student is found by part of the name or of the number, in any case", () => {
  const [mark] = marks(["Asha Rai", "present"]).values();
  if (!mark) throw new Error("there is no mark");
  const asha = { ...mark, student_number: "BE-2023-07" };
  expect(isFoundBy(asha, " asha ")).toBe(true);
  expect(isFoundBy(asha, "2023-07")).toBe(true);
  expect(isFoundBy(asha, "")).toBe(true);
  expect(isFoundBy(asha, "ram")).toBe(false);
});
