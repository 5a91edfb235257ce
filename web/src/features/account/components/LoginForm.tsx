import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { type FieldErrors, submitted } from "@/lib/form";
import type { LoginChallenge, Me } from "@/lib/api/types";

import { isChallenge, logIn } from "@/features/account/api/login";

interface Props {
  onLogin: (me: Me) => void;
  /** A second step is asked. */
  onChallenge: (challenge: LoginChallenge) => void;
}

export function LoginForm({ onLogin, onChallenge }: Props) {
  const { t } = useTranslation("account");
  const [errors, setErrors] = useState<FieldErrors>({});
  const login = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => logIn(email, password),
    onSuccess: (answer) => {
      if (isChallenge(answer)) onChallenge(answer);
      else onLogin(answer);
    },
  });

  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const { email = "", password = "" } = submitted(event);
        setErrors({
          ...(email === "" && { email: t("login.emailMissing") }),
          ...(password === "" && { password: t("login.passwordMissing") }),
        });
        if (email && password) login.mutate({ email, password });
      }}
    >
      {login.error && <ProblemNotice error={login.error} />}
      <TextField
        name="email"
        type="email"
        label={t("email")}
        autoComplete="username"
        spellCheck={false}
        error={errors.email}
      />
      <TextField
        name="password"
        type="password"
        label={t("password")}
        autoComplete="current-password"
        error={errors.password}
      />
      <Button type="submit" look="main" busy={login.isPending}>
        {t("login.action")}
      </Button>
    </form>
  );
}
