import { useTranslation } from "react-i18next";

import { TextField } from "@/components/Field";

/** What a new passkey is called. */
export function PasskeyLabelField({ error }: { error: string | undefined }) {
  const { t } = useTranslation("account");
  return (
    <TextField
      name="label"
      label={t("passkeys.label")}
      hint={t("passkeys.labelHint")}
      maxLength={100}
      autoComplete="off"
      error={error}
    />
  );
}
