import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import type { Activation, Me } from "@/lib/api/types";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { z } from "@/lib/zod";

import { activate } from "@/features/account/api/activation";

interface Props {
  token: string;
  activation: Activation;
  onLogin: (me: Me) => void;
}

/** Sets the first password of an account. */
export function ActivationForm({ token, activation, onLogin }: Props) {
  const { t } = useTranslation("account");
  const [errors, setErrors] = useState<FieldErrors>({});
  const activating = useMutation({
    mutationFn: (password: string) => activate(token, password),
    onSuccess: onLogin,
    onError: (error) => {
      setErrors(fieldErrorsOf(error));
    },
  });
  const schema = z
    .object({
      password: z.string().check(z.minLength(1, t("activation.passwordMissing"))),
      repeatPassword: z.string(),
    })
    .check(z.refine((form) => form.password === form.repeatPassword, { path: ["repeatPassword"], error: t("repeatDiffers") }));

  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) activating.mutate(form.data.password);
      }}
    >
      {activating.error && !errors.password && <ProblemNotice error={activating.error} />}
      {/* lets a password manager know whose password it keeps */}
      <input type="hidden" autoComplete="username" value={activation.email} readOnly />
      <TextField
        name="password"
        type="password"
        label={t("newPassword")}
        hint={t("passwordHint")}
        autoComplete="new-password"
        error={errors.password}
      />
      <TextField
        name="repeatPassword"
        type="password"
        label={t("repeatPassword")}
        autoComplete="new-password"
        error={errors.repeatPassword}
      />
      <Button type="submit" look="main" busy={activating.isPending}>
        {t("activation.action")}
      </Button>
    </form>
  );
}
