import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { Language } from "@/lib/i18n/languages";

/** What is stored about a person: how much of what, and for how long. */
export const personalDataQuery = (personId: string) =>
  queryOptions({
    queryKey: ["personal-data", personId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/data", { params: { path: { person_id: personId } }, signal })),
  });

/** Where all of it comes from, as one file: for the browser to save, so that no page has to hold it. */
export const personalDataUrl = (personId: string, language: Language) =>
  `/api/v1/people/${encodeURIComponent(personId)}/data.zip?language=${language}`;
