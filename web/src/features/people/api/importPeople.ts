import { csrfToken } from "@/lib/api/csrf";
import { ProblemError, problemOf, unreachable } from "@/lib/api/problem";
import type { ImportEvent, ImportLineError, ImportProgress, ImportSummary } from "@/lib/api/types";
import { linesOf } from "@/lib/ndjson";

export interface ImportWish {
  file: File;
  /** False only says what would be written. */
  commit: boolean;
  requestId: string;
}

export interface ImportOutcome {
  errors: readonly ImportLineError[];
  summary: ImportSummary;
}

/** Sends a CSV file and follows what is told of it; a broken-off work is a problem, and can be repeated. */
export async function importPeople(
  { file, commit, requestId }: ImportWish,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportOutcome> {
  const response = await fetch(`/api/v1/people/import?commit=${commit}`, {
    method: "POST",
    body: file,
    headers: { "Content-Type": "text/csv", "Idempotency-Key": requestId, "X-CSRF-Token": csrfToken() },
  }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const errors: ImportLineError[] = [];
  for await (const line of linesOf(response)) {
    const event = JSON.parse(line) as ImportEvent;
    if (event.type === "progress") onProgress(event);
    else if (event.type === "error") errors.push(event);
    else if (event.type === "summary") return { errors, summary: event };
    else throw new ProblemError(event.detail, 503, event.reason);
  }
  throw unreachable(); // the connection went before the last line came
}
