import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";

export const reportsQuery = queryOptions({
  queryKey: ["accuracy"],
  queryFn: async ({ signal }) => (await answerOf(api.GET("/api/v1/accuracy-reports", { signal }))).items,
});

export const reportQuery = (reportId: string) =>
  queryOptions({
    queryKey: ["accuracy", reportId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/accuracy-reports/{report_id}", { params: { path: { report_id: reportId } }, signal })),
  });

/** The file as it is; the gateway reads it. */
export const addReport = (file: File) =>
  answerOf(
    api.POST("/api/v1/accuracy-reports", {
      body: file as unknown as never, // the document describes JSON; what is sent is the file's own bytes
      bodySerializer: () => file,
      headers: { "Content-Type": "application/json" },
    }),
  );

export const deleteReport = (reportId: string) =>
  answerOf(api.DELETE("/api/v1/accuracy-reports/{report_id}", { params: { path: { report_id: reportId } } }));
