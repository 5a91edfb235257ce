import { answerOf, api } from "@/lib/api/client";
import type { LoginChallenge } from "@/lib/api/types";
import { makePasskey, showPasskey } from "@/lib/webauthn";

/** Has the browser make the first passkey, where one is required, and logs in with it. */
export const enrol = async (challenge: LoginChallenge, label: string) => {
  const credential = await makePasskey(challenge.passkey_options);
  return answerOf(
    api.POST("/api/v1/login/enrolment", { body: { challenge_token: challenge.challenge_token, credential, label } }),
  );
};

export const answerWithPasskey = async (challenge: LoginChallenge) => {
  const passkey = await showPasskey(challenge.passkey_options);
  return answerOf(
    api.POST("/api/v1/login/second-factor", { body: { challenge_token: challenge.challenge_token, passkey } }),
  );
};

export const answerWithRecoveryCode = (challenge: LoginChallenge, recoveryCode: string) =>
  answerOf(
    api.POST("/api/v1/login/second-factor", {
      body: { challenge_token: challenge.challenge_token, recovery_code: recoveryCode },
    }),
  );
