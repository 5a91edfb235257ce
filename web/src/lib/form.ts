import type { SubmitEvent } from "react";

import { asProblem } from "@/lib/api/problem";
import { sentence } from "@/lib/format";
import { problemWords } from "@/lib/i18n/problemWords";
import type { z } from "@/lib/zod";

export type FieldErrors = Readonly<Record<string, string>>;

/** The trimmed texts of a submitted form; the page is not left. */
export function submitted(event: SubmitEvent<HTMLFormElement>): Record<string, string> {
  event.preventDefault();
  const entries = [...new FormData(event.currentTarget).entries()];
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      if (typeof value !== "string") return [];
      return [[name, /password/i.test(name) ? value : value.trim()]]; // of a password every character counts
    }),
  );
}

type Outcome<T> = { ok: true; data: T } | { ok: false; errors: FieldErrors };

/** Checks a form's texts against a schema whose messages are sentences for people. */
export function checked<S extends z.ZodMiniType>(schema: S, texts: Record<string, string>): Outcome<z.output<S>> {
  const result = schema.safeParse(texts);
  if (result.success) return { ok: true, data: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) errors[String(issue.path[0] ?? "")] ??= issue.message;
  return { ok: false, errors };
}

/** The mistakes the gateway found, by field, as sentences. */
export function fieldErrorsOf(error: unknown): FieldErrors {
  const problem = asProblem(error);
  const taken = problem.reason === "ALREADY_TAKEN" && problem.metadata.field;
  if (taken) return { [taken]: problemWords(problem) };
  return Object.fromEntries(Object.entries(problem.fields).map(([field, words]) => [field, sentence(words)]));
}
