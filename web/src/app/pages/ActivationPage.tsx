import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { useEnter } from "@/app/useEnter";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { QueryView } from "@/components/QueryView";
import { activationQuery } from "@/features/account/api/activation";
import { ActivationForm } from "@/features/account/components/ActivationForm";
import { dateAndClock } from "@/lib/format";

/** The link's token stands after the #, so that it never reaches a server's log. */
export function ActivationPage() {
  const { t } = useTranslation("account");
  const token = useLocation({ select: (location) => location.hash });
  const activation = useQuery(activationQuery(token));
  const enter = useEnter();

  if (!token) {
    return (
      <CentredPage title={t("activation.plainTitle")}>
        <Notice>{t("activation.noToken")}</Notice>
        <ToLogin />
      </CentredPage>
    );
  }
  if (!activation.data) {
    return (
      <CentredPage title={t("activation.plainTitle")}>
        <QueryView query={activation}>{() => null}</QueryView>
        {activation.error && <ToLogin />}
      </CentredPage>
    );
  }
  const { display_name: name, email, expire_time: expireTime } = activation.data;
  return (
    <CentredPage title={t("activation.title", { name })} purpose={t("activation.purpose", { email })}>
      <ActivationForm
        token={token}
        activation={activation.data}
        onLogin={(me) => {
          enter(me);
        }}
      />
      <p className="mt-6 text-sm text-soft">{t("activation.expires", { time: dateAndClock(expireTime) })}</p>
    </CentredPage>
  );
}

function ToLogin() {
  const { t } = useTranslation("account");
  return (
    <Button asChild className="mt-6 w-full">
      <Link to="/login" search={{}}>
        {t("activation.toLogin")}
      </Link>
    </Button>
  );
}
