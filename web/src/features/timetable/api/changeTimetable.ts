import { answerOf, api } from "@/lib/api/client";
import { csrfToken } from "@/lib/api/csrf";
import { problemOf, unreachable } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";

type Schemas = components["schemas"];
export type PlannedClass = Schemas["PlannedClass"];
export type TimetableSlot = Schemas["Slot"];
export type Institution = Schemas["Institution"];
export type Term = Schemas["Term"];
export type Holiday = Schemas["Holiday"];
export type Group = Schemas["Group"];
export type ImportedTimetable = Schemas["ImportedTimetable"];

export type InstitutionChange = Schemas["InstitutionChange"];

export const changeInstitution = (body: InstitutionChange) => answerOf(api.PUT("/api/v1/institution", { body }));

export const addTerm = (body: Schemas["NewTerm"]) => answerOf(api.POST("/api/v1/terms", { body }));
export const deleteTerm = (termId: string) =>
  answerOf(api.DELETE("/api/v1/terms/{term_id}", { params: { path: { term_id: termId } } }));

export const changeTerm = (termId: string, body: Schemas["TermChange"]) =>
  answerOf(api.PUT("/api/v1/terms/{term_id}", { params: { path: { term_id: termId } }, body }));

export const addHoliday = (body: Schemas["NewHoliday"]) => answerOf(api.POST("/api/v1/holidays", { body }));
export const deleteHoliday = (holidayId: string) =>
  answerOf(api.DELETE("/api/v1/holidays/{holiday_id}", { params: { path: { holiday_id: holidayId } } }));

export const changeHoliday = (holidayId: string, body: Schemas["HolidayChange"]) =>
  answerOf(api.PUT("/api/v1/holidays/{holiday_id}", { params: { path: { holiday_id: holidayId } }, body }));

export const addGroup = (body: Schemas["NewGroup"]) => answerOf(api.POST("/api/v1/groups", { body }));
export const deleteGroup = (groupId: string) =>
  answerOf(api.DELETE("/api/v1/groups/{group_id}", { params: { path: { group_id: groupId } } }));
export const renameGroup = (groupId: string, body: Schemas["GroupPatch"]) =>
  answerOf(api.PATCH("/api/v1/groups/{group_id}", { params: { path: { group_id: groupId } }, body }));
export const addMembers = (groupId: string, studentIds: string[]) =>
  answerOf(
    api.POST("/api/v1/groups/{group_id}/members", {
      params: { path: { group_id: groupId } },
      body: { student_ids: studentIds },
    }),
  );
export const removeMember = (groupId: string, studentId: string) =>
  answerOf(
    api.DELETE("/api/v1/groups/{group_id}/members/{student_id}", {
      params: { path: { group_id: groupId, student_id: studentId } },
    }),
  );

export const addSlot = (body: Schemas["SlotContent"]) => answerOf(api.POST("/api/v1/timetable/slots", { body }));
export const changeSlot = (slotId: string, body: Schemas["SlotChange"]) =>
  answerOf(api.PUT("/api/v1/timetable/slots/{slot_id}", { params: { path: { slot_id: slotId } }, body }));
export const endSlot = (slotId: string) =>
  answerOf(api.DELETE("/api/v1/timetable/slots/{slot_id}", { params: { path: { slot_id: slotId } } }));

export const changeClass = (slotId: string, ruleDate: string, body: Schemas["ClassChange"]) =>
  answerOf(
    api.PUT("/api/v1/timetable/slots/{slot_id}/classes/{rule_date}", {
      params: { path: { slot_id: slotId, rule_date: ruleDate } },
      body,
    }),
  );
export const addExtraClass = (body: Schemas["NewExtraClass"]) =>
  answerOf(api.POST("/api/v1/timetable/extra-classes", { body }));
export const cancelExtraClass = (extraId: string) =>
  answerOf(api.DELETE("/api/v1/timetable/extra-classes/{extra_id}", { params: { path: { extra_id: extraId } } }));

/** Looks at a calendar file, or takes it; the file is the body, which the generated client cannot send. */
export async function importTimetable(file: File, commit: boolean): Promise<ImportedTimetable> {
  const response = await fetch(`/api/v1/timetable/import?commit=${String(commit)}`, {
    method: "POST",
    headers: { "Content-Type": "text/calendar", "X-CSRF-Token": csrfToken() },
    body: file,
  }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as ImportedTimetable;
}

export const createFeed = () => answerOf(api.POST("/api/v1/me/calendar-feed"));
export const revokeFeed = () => answerOf(api.DELETE("/api/v1/me/calendar-feed"));
