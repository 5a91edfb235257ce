import { useTranslation } from "react-i18next";

import { CheckedForm } from "@/components/CheckedForm";
import { NewPasswordFields } from "@/features/account/components/NewPasswordFields";
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
  const schema = z
    .object({
      new_password: z.string().check(z.minLength(1, t("activation.passwordMissing"))),
      repeat_password: z.string(),
    })
    .check(
      z.refine((form) => form.new_password === form.repeat_password, { path: ["repeat_password"], error: t("repeatDiffers") }),
    );
  return (
    <CheckedForm schema={schema} action={action} send={(form) => setPassword(form.new_password)} onSent={onDone}>
      {(errors) => (
        <>
          {/* lets a password manager know whose password it keeps */}
          <input type="hidden" autoComplete="username" value={email} readOnly />
          <NewPasswordFields errors={errors} />
        </>
      )}
    </CheckedForm>
  );
}
