import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

export const mailsQuery = pagedQuery(["mails", "list"], (pageToken, signal) =>
  answerOf(api.GET("/api/v1/mails", { params: { query: { page_size: 50, page_token: pageToken } }, signal })),
);

/** One mail with its text; refused where a mail server is configured. */
export const mailQuery = (mailId: string) =>
  queryOptions({
    queryKey: ["mails", "one", mailId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/mails/{mail_id}", { params: { path: { mail_id: mailId } }, signal })),
  });

export const retryMail = (mailId: string) =>
  answerOf(api.POST("/api/v1/mails/{mail_id}/retry", { params: { path: { mail_id: mailId } } }));
