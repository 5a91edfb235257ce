import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { changePassword } from "@/features/account/api/password";
import { NewPasswordFields } from "@/features/account/components/NewPasswordFields";
import { asProblem } from "@/lib/api/problem";
import { checked, type FieldErrors, fieldErrorsOf, submitted } from "@/lib/form";
import { problemWords } from "@/lib/i18n/problemWords";
import { z } from "@/lib/zod";

export function PasswordForm() {
  const { t } = useTranslation("account");
  const formElement = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const change = useMutation({
    mutationFn: (form: { current_password: string; new_password: string }) =>
      changePassword(form.current_password, form.new_password),
    onSuccess: () => {
      formElement.current?.reset();
    },
    onError: (error) => {
      const problem = asProblem(error);
      setErrors(
        problem.reason === "WRONG_PASSWORD"
          ? { current_password: problemWords(problem) }
          : fieldErrorsOf(error),
      );
    },
  });
  const schema = z
    .object({
      current_password: z.string().check(z.minLength(1, t("change.currentMissing"))),
      new_password: z.string().check(z.minLength(1, t("change.newMissing"))),
      repeat_password: z.string(),
    })
    .check(
      z.refine((form) => form.new_password === form.repeat_password, { path: ["repeat_password"], error: t("repeatDiffers") }),
    );

  return (
    <form
      ref={formElement}
      noValidate
      className="flex max-w-sm flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) change.mutate(form.data);
      }}
    >
      {change.isSuccess && <Notice kind="good">{t("change.done")}</Notice>}
      {change.error && Object.keys(errors).length === 0 && <ProblemNotice error={change.error} />}
      <TextField
        name="current_password"
        type="password"
        label={t("change.current")}
        autoComplete="current-password"
        error={errors.current_password}
      />
      <NewPasswordFields errors={errors} />
      <Button type="submit" look="main" className="self-start" busy={change.isPending}>
        {t("change.action")}
      </Button>
    </form>
  );
}
