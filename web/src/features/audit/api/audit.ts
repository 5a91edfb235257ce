import { answerOf, api } from "@/lib/api/client";
import { pagedQuery } from "@/lib/api/pages";

export interface AuditFilter {
  actor?: string | undefined;
  subject?: string | undefined;
  action?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** A filter without what was left open. */
const asked = (filter: AuditFilter) => Object.fromEntries(Object.entries(filter).filter(([, value]) => Boolean(value)));

export const auditQuery = (filter: AuditFilter) =>
  pagedQuery(["audit", filter], (pageToken, signal) =>
    answerOf(
      api.GET("/api/v1/audit", { params: { query: { ...asked(filter), page_size: 50, page_token: pageToken } }, signal }),
    ),
  );

/** Where the same entries are as a file. */
export const auditCsvUrl = (filter: AuditFilter) => `/api/v1/audit/export.csv?${new URLSearchParams(asked(filter)).toString()}`;
