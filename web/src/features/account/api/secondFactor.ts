import { answerOf, api } from "@/lib/api/client";
import type { LoginChallenge } from "@/lib/api/types";
import { showPasskey } from "@/lib/webauthn";

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
