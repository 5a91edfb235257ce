import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { TextField } from "@/components/Field";
import { Notice } from "@/components/Notice";
import { requestReset } from "@/features/account/api/reset";
import { z } from "@/lib/zod";

/** Asks for a link with which to choose a new password. The answer never tells who has an account. */
export function ForgotForm() {
  const { t } = useTranslation("account");
  const [sentTo, setSentTo] = useState("");
  if (sentTo) {
    return (
      <Notice kind="good" title={t("forgot.sent")}>
        {t("forgot.sentWhy", { email: sentTo })}
      </Notice>
    );
  }
  return (
    <CheckedForm
      schema={z.object({ email: z.string().check(z.regex(/^\S+@\S+$/, t("login.emailMissing"))) })}
      action={t("forgot.action")}
      send={async ({ email }) => {
        await requestReset(email);
        return email;
      }}
      onSent={setSentTo}
    >
      {(errors) => (
        <TextField
          name="email"
          type="email"
          label={t("email")}
          autoComplete="username"
          spellCheck={false}
          error={errors.email}
        />
      )}
    </CheckedForm>
  );
}
