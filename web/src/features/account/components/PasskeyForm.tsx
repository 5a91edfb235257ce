import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { TextField } from "@/components/Field";
import { PasskeyProblem } from "@/features/account/components/PasskeyProblem";
import { z } from "@/lib/zod";

interface Props<Answer> {
  action: ReactNode;
  /** Makes the passkey, and lets identity know it. */
  add: (label: string) => Promise<Answer>;
  onAdded: (answer: Answer) => void;
}

/** Names a new passkey and makes it. */
export function PasskeyForm<Answer>({ action, add, onAdded }: Props<Answer>) {
  const { t } = useTranslation("account");
  const schema = z.object({ label: z.string().check(z.minLength(1, t("passkeys.labelMissing")), z.maxLength(100)) });
  return (
    <CheckedForm
      schema={schema}
      action={action}
      send={({ label }) => add(label)}
      onSent={onAdded}
      problem={(error) => <PasskeyProblem error={error} />}
    >
      {(errors) => (
        <TextField
          name="label"
          label={t("passkeys.label")}
          hint={t("passkeys.labelHint")}
          maxLength={100}
          autoComplete="off"
          error={errors.label}
        />
      )}
    </CheckedForm>
  );
}
