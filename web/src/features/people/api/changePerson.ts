import { answerOf, api } from "@/lib/api/client";
import type { Person } from "@/lib/api/types";

type NewPerson = Pick<
  Person,
  "display_name" | "email" | "student_number" | "role" | "group" | "guardian" | "minor" | "language"
> & { request_id: string };

export const addPerson = (person: NewPerson) => answerOf(api.POST("/api/v1/people", { body: person }));

type Change = Partial<Omit<NewPerson, "request_id">> & Pick<Person, "revision">;

export const updatePerson = (personId: string, change: Change) =>
  answerOf(api.PATCH("/api/v1/people/{person_id}", { params: { path: { person_id: personId } }, body: change }));

export const deletePerson = (personId: string) =>
  answerOf(api.DELETE("/api/v1/people/{person_id}", { params: { path: { person_id: personId } } }));

export const issueActivation = (personId: string) =>
  answerOf(api.POST("/api/v1/people/{person_id}/activation", { params: { path: { person_id: personId } } }));

/** Voids the link that was given out, and the mail that waits with it. */
export const revokeActivation = (personId: string) =>
  answerOf(api.DELETE("/api/v1/people/{person_id}/activation", { params: { path: { person_id: personId } } }));

export const setActive = (personId: string, active: boolean) =>
  answerOf(
    api.PUT("/api/v1/people/{person_id}/active", { params: { path: { person_id: personId } }, body: { active } }),
  );
