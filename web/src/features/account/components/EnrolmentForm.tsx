import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { enrol } from "@/features/account/api/secondFactor";
import { PasskeyLabelField } from "@/features/account/components/PasskeyLabelField";
import { PasskeyProblem } from "@/features/account/components/PasskeyProblem";
import { RecoveryCodes } from "@/features/account/components/RecoveryCodes";
import { passkeyLabel } from "@/features/account/passkeyLabel";
import type { LoginChallenge, Me } from "@/lib/api/types";
import { checked, type FieldErrors, submitted } from "@/lib/form";

interface Props {
  challenge: LoginChallenge;
  onLogin: (me: Me) => void;
  onStartOver: () => void;
}

/** The first passkey, without which nobody goes on; its recovery codes are shown once. */
export function EnrolmentForm({ challenge, onLogin, onStartOver }: Props) {
  const { t } = useTranslation("account");
  const [errors, setErrors] = useState<FieldErrors>({});
  const enrolling = useMutation({ mutationFn: ({ label }: { label: string }) => enrol(challenge, label) });
  if (enrolling.data) {
    const me = enrolling.data;
    return (
      <RecoveryCodes
        codes={me.recovery_codes}
        onDone={() => {
          onLogin(me);
        }}
      />
    );
  }
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        const form = checked(passkeyLabel(t("passkeys.labelMissing")), submitted(event));
        setErrors(form.ok ? {} : form.errors);
        if (form.ok) enrolling.mutate(form.data);
      }}
    >
      {enrolling.error && <PasskeyProblem error={enrolling.error} />}
      <PasskeyLabelField error={errors.label} />
      <Button type="submit" look="main" busy={enrolling.isPending}>
        <Fingerprint size={18} aria-hidden />
        {t("passkeys.add")}
      </Button>
      <Button small look="quiet" className="self-end" onClick={onStartOver}>
        {t("second.startOver")}
      </Button>
    </form>
  );
}
