import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { ProblemNotice } from "@/components/ProblemNotice";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { z } from "@/lib/zod";

interface Props<Answer> {
  /** Whose password it is, for a password manager. */
  email: string;
  action: string;
  setPassword: (password: string) => Promise<Answer>;
  onDone: (answer: Answer) => void;
}

/** A new password, typed twice. */
export function NewPasswordForm<Answer>({ email, action, setPassword, onDone }: Props<Answer>) {
  const { t } = useTranslation("account");
  const [errors, setErrors] = useState<FieldErrors>({});
  const setting = useMutation({
    mutationFn: setPassword,
    onSuccess: onDone,
    onError: (error) => {
      const { password, new_password: renamed } = fieldErrorsOf(error);
      const words = password ?? renamed;
      setErrors(words ? { password: words } : {});
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
        if (form.ok) setting.mutate(form.data.password);
      }}
    >
      {setting.error && !errors.password && <ProblemNotice error={setting.error} />}
      {/* lets a password manager know whose password it keeps */}
      <input type="hidden" autoComplete="username" value={email} readOnly />
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
      <Button type="submit" look="main" busy={setting.isPending}>
        {action}
      </Button>
    </form>
  );
}
