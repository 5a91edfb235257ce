import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { answerWithPasskey, answerWithRecoveryCode } from "@/features/account/api/secondFactor";
import { PasskeyProblem } from "@/features/account/components/PasskeyProblem";
import type { LoginChallenge, Me } from "@/lib/api/types";
import { submitted } from "@/lib/form";

interface Props {
  challenge: LoginChallenge;
  onLogin: (me: Me) => void;
  onStartOver: () => void;
}

/** The second step of a log-in: a passkey, or a recovery code when it is not at hand. */
export function SecondFactorForm({ challenge, onLogin, onStartOver }: Props) {
  const { t } = useTranslation("account");
  const [withCode, setWithCode] = useState(false);
  const [codeMissing, setCodeMissing] = useState(false);
  const passkey = useMutation({ mutationFn: () => answerWithPasskey(challenge), onSuccess: onLogin });
  const recovery = useMutation({
    mutationFn: (code: string) => answerWithRecoveryCode(challenge, code),
    onSuccess: onLogin,
  });
  const error = withCode ? recovery.error : passkey.error;

  return (
    <div className="flex flex-col gap-5">
      {error && <PasskeyProblem error={error} />}
      {withCode ? (
        <form
          noValidate
          className="flex flex-col gap-5"
          onSubmit={(event) => {
            const { recovery_code: code = "" } = submitted(event);
            setCodeMissing(!code);
            if (code) recovery.mutate(code);
          }}
        >
          <TextField
            name="recovery_code"
            label={t("second.code")}
            hint={t("second.codeHint")}
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            error={codeMissing ? t("second.codeMissing") : undefined}
          />
          <Button type="submit" look="main" busy={recovery.isPending}>
            {t("login.action")}
          </Button>
        </form>
      ) : (
        <Button
          look="main"
          busy={passkey.isPending}
          onClick={() => {
            passkey.mutate();
          }}
        >
          <Fingerprint size={18} aria-hidden />
          {t("second.usePasskey")}
        </Button>
      )}
      <div className="flex flex-wrap justify-between gap-2">
        <Button
          small
          look="quiet"
          onClick={() => {
            setWithCode(!withCode);
          }}
        >
          {withCode ? t("second.backToPasskey") : t("second.useCode")}
        </Button>
        <Button small look="quiet" onClick={onStartOver}>
          {t("second.startOver")}
        </Button>
      </div>
    </div>
  );
}
