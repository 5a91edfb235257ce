import { useTranslation } from "react-i18next";

import { TextField } from "@/components/Field";
import type { FieldErrors } from "@/lib/form";

/** A new password, typed twice: `new_password` and `repeat_password`. */
export function NewPasswordFields({ errors }: { errors: FieldErrors }) {
  const { t } = useTranslation("account");
  return (
    <>
      <TextField
        name="new_password"
        type="password"
        label={t("newPassword")}
        hint={t("passwordHint")}
        autoComplete="new-password"
        error={errors.new_password ?? errors.password} // identity calls it by its own name
      />
      <TextField
        name="repeat_password"
        type="password"
        label={t("repeatPassword")}
        autoComplete="new-password"
        error={errors.repeat_password}
      />
    </>
  );
}
