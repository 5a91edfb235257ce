import { EnrolmentForm } from "@/features/account/components/EnrolmentForm";
import { SecondFactorForm } from "@/features/account/components/SecondFactorForm";
import type { LoginChallenge, Me } from "@/lib/api/types";

interface Props {
  challenge: LoginChallenge;
  onLogin: (me: Me) => void;
  onStartOver: () => void;
}

/** What comes between the password and the login: showing a passkey, or adding the first one. */
export function SecondStep({ challenge, ...rest }: Props) {
  return challenge.enrol ? (
    <EnrolmentForm challenge={challenge} {...rest} />
  ) : (
    <SecondFactorForm challenge={challenge} {...rest} />
  );
}
