import { expect, test } from "vitest";

import { groupsOf, isFoundBy } from "@/features/sessions/groups";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { markOf } from "@/testing/marks";

function marks(...of: [string, MarkStatus][]): Map<string, Mark> {
  return new Map(of.map(([name, status], index) => [`id-${index}`, markOf(`id-${index}`, { display_name: name, status })]));
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
