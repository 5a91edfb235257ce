import { useTranslation } from "react-i18next";

import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { passkeyTrouble } from "@/lib/webauthn";

/** What went wrong with a passkey: in the browser, or at the college. */
export function PasskeyProblem({ error }: { error: unknown }) {
  const { t } = useTranslation("account");
  const trouble = passkeyTrouble(error);
  if (!trouble) return <ProblemNotice error={error} />;
  return <Notice kind="bad">{t(`passkeys.trouble.${trouble}`)}</Notice>;
}
