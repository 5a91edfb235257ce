import { queryOptions } from "@tanstack/react-query";

import { proven } from "@/features/account/proof";
import { answerOf, api } from "@/lib/api/client";
import { makePasskey } from "@/lib/webauthn";

export const myPasskeysQuery = queryOptions({
  queryKey: ["passkeys", "mine"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/me/passkeys", { signal })),
});

/** Has the browser make a passkey, and keeps it. */
export async function addPasskey(label: string) {
  const { ticket, options } = await proven(() => answerOf(api.POST("/api/v1/me/passkeys/begin")));
  const credential = await makePasskey(options);
  return answerOf(api.POST("/api/v1/me/passkeys", { body: { ticket, credential, label } }));
}

export const deleteMyPasskey = (passkeyId: string) =>
  proven(() => answerOf(api.DELETE("/api/v1/me/passkeys/{passkey_id}", { params: { path: { passkey_id: passkeyId } } })));

export const renewRecoveryCodes = () => proven(() => answerOf(api.POST("/api/v1/me/recovery-codes")));

/** Somebody else's passkeys, for administrators. */
export const passkeysQuery = (personId: string) =>
  queryOptions({
    queryKey: ["passkeys", personId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/v1/people/{person_id}/passkeys", { params: { path: { person_id: personId } }, signal })),
  });

export const deletePasskey = (personId: string, passkeyId: string) =>
  proven(() =>
    answerOf(
      api.DELETE("/api/v1/people/{person_id}/passkeys/{passkey_id}", {
        params: { path: { person_id: personId, passkey_id: passkeyId } },
      }),
    ),
  );
