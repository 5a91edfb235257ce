import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { Notice } from "@/components/Notice";
import { QueryView } from "@/components/QueryView";
import { guardianConsentQuery } from "@/features/consent/api/guardian";
import { GuardianForm } from "@/features/consent/components/GuardianForm";

/** Where a guardian's link leads; they have no account. The token stands after the #. */
export function GuardianPage() {
  const { t } = useTranslation("consent");
  const token = useLocation({ select: (location) => location.hash });
  const asked = useQuery(guardianConsentQuery(token));
  if (!asked.data) {
    return (
      <CentredPage title={t("guardian.title")}>
        {token ? <QueryView query={asked}>{() => null}</QueryView> : <Notice>{t("guardian.noToken")}</Notice>}
      </CentredPage>
    );
  }
  const { display_name: name, guardian_name: guardian } = asked.data;
  return (
    <CentredPage wide title={t("guardian.titleOf", { name })} purpose={guardian && t("guardian.hello", { name: guardian })}>
      <GuardianForm token={token} asked={asked.data} />
    </CentredPage>
  );
}
