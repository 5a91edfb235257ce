import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { TextField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { requestReset } from "@/features/account/api/reset";
import { checked, type FieldErrors, submitted } from "@/lib/form";
import { z } from "@/lib/zod";

/** Asks for a link with which to choose a new password. The answer never tells who has an account. */
export function ForgotForm() {
  const { t } = useTranslation("account");
  const [errors, setErrors] = useState<FieldErrors>({});
  const asking = useMutation({ mutationFn: (email: string) => requestReset(email) });
  const schema = z.object({ email: z.string().check(z.regex(/^\S+@\S+$/, t("login.emailMissing"))) });
  if (asking.isSuccess) {
    return (
      <Notice kind="good" title={t("forgot.sent")}>
        {t("forgot.sentWhy", { email: asking.variables })}
      </Notice>
    );
  }
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(schema, submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) asking.mutate(form.data.email);
      }}
    >
      {asking.error && <ProblemNotice error={asking.error} />}
      <TextField
        name="email"
        type="email"
        label={t("email")}
        autoComplete="username"
        spellCheck={false}
        error={errors.email}
      />
      <Button type="submit" look="main" busy={asking.isPending}>
        {t("forgot.action")}
      </Button>
    </form>
  );
}
