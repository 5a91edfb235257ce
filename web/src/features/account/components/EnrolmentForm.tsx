import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { enrol } from "@/features/account/api/secondFactor";
import { PasskeyForm } from "@/features/account/components/PasskeyForm";
import { RecoveryCodes } from "@/features/account/components/RecoveryCodes";
import type { LoginChallenge, Me } from "@/lib/api/types";

interface Props {
  challenge: LoginChallenge;
  onLogin: (me: Me) => void;
  onStartOver: () => void;
}

/** The first passkey, without which nobody goes on; its recovery codes are shown once. */
export function EnrolmentForm({ challenge, onLogin, onStartOver }: Props) {
  const { t } = useTranslation("account");
  const [enrolled, setEnrolled] = useState<Awaited<ReturnType<typeof enrol>> | null>(null);
  if (enrolled) {
    return (
      <RecoveryCodes
        codes={enrolled.recovery_codes}
        onDone={() => {
          onLogin(enrolled);
        }}
      />
    );
  }
  const action = (
    <>
      <Fingerprint size={18} aria-hidden />
      {t("passkeys.add")}
    </>
  );
  return (
    <div className="flex flex-col gap-5">
      <PasskeyForm action={action} add={(label) => enrol(challenge, label)} onAdded={setEnrolled} />
      <Button small look="quiet" className="self-end" onClick={onStartOver}>
        {t("second.startOver")}
      </Button>
    </div>
  );
}
