import { queryOptions } from "@tanstack/react-query";

import { proven } from "@/features/account/proof";
import { answerOf, api } from "@/lib/api/client";

/** Where one is logged in. */
export const myLoginsQuery = queryOptions({
  queryKey: ["logins", "mine"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/me/logins", { signal })),
});

export const endMyLogin = (loginId: string) =>
  proven(() => answerOf(api.DELETE("/api/v1/me/logins/{login_id}", { params: { path: { login_id: loginId } } })));

/** Ends all but this one. */
export const endMyOtherLogins = () => proven(() => answerOf(api.DELETE("/api/v1/me/logins")));

/** Where somebody else is logged in, for administrators. */
export const loginsQuery = (personId: string) =>
  queryOptions({
    queryKey: ["logins", personId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/logins", { params: { path: { person_id: personId } }, signal })),
  });

export const endLogins = (personId: string) =>
  answerOf(api.DELETE("/api/v1/people/{person_id}/logins", { params: { path: { person_id: personId } } }));

/** Ends one of somebody else's. */
export const endLogin = (personId: string, loginId: string) =>
  proven(() =>
    answerOf(
      api.DELETE("/api/v1/people/{person_id}/logins/{login_id}", {
        params: { path: { person_id: personId, login_id: loginId } },
      }),
    ),
  );
