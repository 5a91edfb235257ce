import { queryOptions } from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { Review, ReviewDecision } from "@/lib/api/types";

const WHILE_OPEN_MS = 5_000;

/** A session's faces to look at, asked for again and again while the class is being filmed. */
export const openReviewsQuery = (sessionId: string, isOpen: boolean) =>
  queryOptions({
    queryKey: ["reviews", sessionId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/reviews", { params: { query: { session_id: sessionId, state: "open", page_size: 100 } }, signal }),
      ),
    refetchInterval: isOpen ? WHILE_OPEN_MS : false,
  });

/** Where the picture of a face is. */
export const reviewCropUrl = (reviewId: string) => `/api/v1/reviews/${reviewId}/crop`;

export interface Answer {
  verdict: ReviewDecision["verdict"];
  personId?: string;
  learn?: boolean;
  /** Part of the wish, so that trying again decides nothing twice. */
  requestId: string;
}

export const decideReview = (review: Review, { verdict, personId, learn = false, requestId }: Answer) =>
  answerOf(
    api.POST("/api/v1/reviews/{review_id}/decision", {
      params: { path: { review_id: review.review_id } },
      body: { verdict, learn, request_id: requestId, ...(personId ? { person_id: personId } : {}) },
    }),
  );
