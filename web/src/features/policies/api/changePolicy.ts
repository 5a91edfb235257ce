import { placeOf, type PolicyPlace } from "@/features/policies/api/policies";
import { answerOf, api } from "@/lib/api/client";
import { csrfToken } from "@/lib/api/csrf";
import { ProblemError, problemOf, unreachable } from "@/lib/api/problem";
import type { ApplyPolicyEvent, PolicyDifference, PolicyProgress, PolicySettings, WhatIfEvent } from "@/lib/api/types";
import { linesOf } from "@/lib/ndjson";

interface NewVersion {
  place: PolicyPlace;
  settings: PolicySettings;
  /** The newest that was seen, 0 when there was none. */
  version: number;
  note: string;
  requestId: string;
}

export const setPolicy = ({ place, settings, version, note, requestId }: NewVersion) =>
  answerOf(
    api.PUT("/api/v1/policy", {
      body: { ...placeOf(place), settings, version, note, request_id: requestId },
    }),
  );

/** Days of the institution, both included, as YYYY-MM-DD. */
export interface Range {
  courseId: string;
  firstDate: string;
  lastDate: string;
}

type OnProgress = (progress: PolicyProgress) => void;

/** What other settings would change of the past; nothing is written. */
export async function whatIf(range: Range, settings: PolicySettings, onProgress: OnProgress): Promise<PolicyDifference> {
  const body = { ...days(range), of_course: range.courseId !== "", settings };
  for await (const event of eventsOf<WhatIfEvent>("/api/v1/policy/what-if", body)) {
    if (event.type === "progress") onProgress(event);
    else if (event.type === "difference") return event;
    else throw new ProblemError(event.detail, 503, event.reason);
  }
  throw unreachable(); // the connection went before the last line came
}

/** Decides past sessions anew. What broke off goes on from the newest token; answers how many marks changed. */
export async function applyPolicy(range: Range, resumeToken: string, onProgress: OnProgress): Promise<number> {
  const body = { ...days(range), resume_token: resumeToken };
  for await (const event of eventsOf<ApplyPolicyEvent>("/api/v1/policy/apply", body)) {
    if (event.type === "progress") onProgress(event);
    else if (event.type === "applied") return event.changed_marks;
    else throw new ProblemError(event.detail, 503, event.reason);
  }
  throw unreachable();
}

function days({ courseId, firstDate, lastDate }: Range) {
  return { ...(courseId ? { course_id: courseId } : {}), first_date: firstDate, last_date: lastDate };
}

async function* eventsOf<Event>(path: string, body: object): AsyncGenerator<Event> {
  const response = await fetch(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken() },
  }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  for await (const line of linesOf(response)) yield JSON.parse(line) as Event;
}
