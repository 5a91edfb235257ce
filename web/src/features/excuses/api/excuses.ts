import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";
import type { Excuse, ExcuseFile } from "@/lib/api/types";

export type ExcuseState = Excuse["state"];
export type ExcuseCategory = NonNullable<Excuse["category"]>;

export interface ExcuseContent {
  category: ExcuseCategory;
  reason: string;
  first_date: string;
  last_date: string;
  course_id: string | null;
  /** Single sessions instead of whole days. */
  session_ids: readonly string[] | null;
}

function sent({ category, reason, session_ids: sessions, ...days }: ExcuseContent) {
  return sessions ? { category, reason, session_ids: [...sessions] } : { category, reason, ...days };
}

/** Excuses the reader may see, newest first; of one state, or all. */
export const excusesQuery = (state: ExcuseState | null) =>
  pagedQuery(["excuses", "list", state], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/excuses", {
        params: { query: { page_size: 30, page_token: pageToken, ...(state ? { state } : {}) } },
        signal,
      }),
    ),
  );

export const excuseQuery = (excuseId: string) =>
  queryOptions({
    queryKey: ["excuses", "one", excuseId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/excuses/{excuse_id}", { params: { path: { excuse_id: excuseId } }, signal })),
  });

/** Asks once, however often the same request id is sent. */
export const requestExcuse = (studentId: string, content: ExcuseContent, requestId: string): Promise<Excuse> =>
  answerOf(api.POST("/api/v1/excuses", { body: { ...sent(content), student_id: studentId, request_id: requestId } }));

export const updateExcuse = (excuse: Excuse, content: ExcuseContent): Promise<Excuse> =>
  answerOf(
    api.PUT("/api/v1/excuses/{excuse_id}", {
      params: { path: { excuse_id: excuse.excuse_id } },
      body: { ...sent(content), revision: excuse.revision },
    }),
  );

export const withdrawExcuse = (excuseId: string): Promise<Excuse> =>
  answerOf(api.POST("/api/v1/excuses/{excuse_id}/withdrawal", { params: { path: { excuse_id: excuseId } } }));

export interface Decision {
  approve: boolean;
  note: string;
  /** Part of the wish, so that trying again decides nothing twice. */
  requestId: string;
}

export const decideExcuse = (excuse: Excuse, { approve, note, requestId }: Decision): Promise<Excuse> =>
  answerOf(
    api.POST("/api/v1/excuses/{excuse_id}/decision", {
      params: { path: { excuse_id: excuse.excuse_id } },
      body: { approve, note, revision: excuse.revision, request_id: requestId },
    }),
  );

/** Sends a file; with the same file id it is kept once. */
export const sendExcuseFile = (excuseId: string, file: File, fileId: string): Promise<ExcuseFile> => {
  const form = new FormData();
  form.append("file", file, file.name);
  return answerOf(
    api.POST("/api/v1/excuses/{excuse_id}/files", {
      params: { path: { excuse_id: excuseId }, header: { "Idempotency-Key": fileId } },
      body: form,
      bodySerializer: () => form,
    }),
  );
};

export const deleteExcuseFile = (excuseId: string, fileId: string) =>
  answerOf(
    api.DELETE("/api/v1/excuses/{excuse_id}/files/{file_id}", {
      params: { path: { excuse_id: excuseId, file_id: fileId } },
    }),
  );

/** Where a file is fetched from; the browser saves it and shows none of it. */
export const excuseFileUrl = (excuseId: string, fileId: string) => `/api/v1/excuses/${excuseId}/files/${fileId}`;
