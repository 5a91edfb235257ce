import { queryOptions } from "@tanstack/react-query";

import type { Period } from "@/components/PeriodFields";
import { answerOf, api } from "@/lib/api/client";
import { ProblemError, problemOf, unreachable } from "@/lib/api/problem";
import type { ReportPreview } from "@/lib/api/types";
import { saveFile } from "@/lib/saveFile";

export type ReportKind = "course" | "class_list" | "day" | "student" | "session";
export type ReportFormat = "csv" | "xlsx" | "pdf";

/** A report: what it is about is an id, or a day as YYYY-MM-DD. */
export interface Wanted extends Period {
  kind: ReportKind;
  about: string;
}

const PATHS: Record<ReportKind, string> = {
  course: "courses",
  class_list: "class-lists",
  day: "days",
  student: "students",
  session: "sessions",
};

function period({ firstDate, lastDate }: Wanted): Record<string, string> {
  return { ...(firstDate && { first_date: firstDate }), ...(lastDate && { last_date: lastDate }) };
}

/** What a report holds, without making it. */
export const previewQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: ["reports", "preview", wanted],
    enabled: wanted.about !== "",
    queryFn: ({ signal }): Promise<ReportPreview> => {
      const query = period(wanted);
      switch (wanted.kind) {
        case "course":
          return answerOf(api.GET("/api/v1/reports/courses/{course_id}/preview", { params: { path: { course_id: wanted.about }, query }, signal }));
        case "class_list":
          return answerOf(api.GET("/api/v1/reports/class-lists/{course_id}/preview", { params: { path: { course_id: wanted.about }, query }, signal }));
        case "day":
          return answerOf(api.GET("/api/v1/reports/days/{date}/preview", { params: { path: { date: wanted.about }, query }, signal }));
        case "student":
          return answerOf(api.GET("/api/v1/reports/students/{person_id}/preview", { params: { path: { person_id: wanted.about }, query }, signal }));
        case "session":
          return answerOf(api.GET("/api/v1/reports/sessions/{session_id}/preview", { params: { path: { session_id: wanted.about }, query }, signal }));
      }
    },
  });

/** Fetches the file and hands it to the browser to save; `onProgress` is told the bytes so far. */
export async function downloadReport(
  wanted: Wanted,
  format: ReportFormat,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<"saved" | "stopped"> {
  const query = new URLSearchParams({ format, ...period(wanted) });
  try {
    const response = await fetch(`/api/v1/reports/${PATHS[wanted.kind]}/${encodeURIComponent(wanted.about)}?${query}`, { signal });
    if (!response.ok || !response.body) throw await problemOf(response);
    const parts: BlobPart[] = [];
    let bytes = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      bytes += part.value.length;
      onProgress(bytes);
    }
    const file = new Blob(parts, { type: response.headers.get("Content-Type") ?? "" });
    saveFile(file, fileName(response.headers.get("Content-Disposition")) ?? `attendance.${format}`);
    return "saved";
  } catch (error) {
    if (signal.aborted) return "stopped";
    throw error instanceof ProblemError ? error : unreachable();
  }
}

/** The name that a Content-Disposition gives a file. */
export function fileName(disposition: string | null): string | null {
  const name = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "")?.[1];
  return name ? decodeURIComponent(name) : null;
}
