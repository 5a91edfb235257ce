import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ToLogin } from "@/app/pages/ToLogin";
import { CentredPage } from "@/app/shell/CentredPage";
import { useEnter } from "@/app/useEnter";
import { Notice } from "@/components/Notice";
import { QueryView } from "@/components/QueryView";
import { activate, activationQuery } from "@/features/account/api/activation";
import { isChallenge } from "@/features/account/api/login";
import { NewPasswordForm } from "@/features/account/components/NewPasswordForm";
import { SecondStep } from "@/features/account/components/SecondStep";
import type { LoginChallenge } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

/** The link's token stands after the #, so that it never reaches a server's log. */
export function ActivationPage() {
  const { t } = useTranslation("account");
  const token = useLocation({ select: (location) => location.hash });
  const activation = useQuery(activationQuery(token));
  const enter = useEnter();
  const navigate = useNavigate();
  const [challenge, setChallenge] = useState<LoginChallenge | null>(null);
  const toLogin = () => void navigate({ to: "/login" });

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
  if (challenge) {
    return (
      <CentredPage title={t("second.title")} purpose={t("second.enrolPurpose")}>
        <SecondStep challenge={challenge} onLogin={enter} onStartOver={toLogin} />
      </CentredPage>
    );
  }
  const { display_name: name, email, expire_time: expireTime } = activation.data;
  return (
    <CentredPage title={t("activation.title", { name })} purpose={t("activation.purpose", { email })}>
      <NewPasswordForm
        email={email}
        action={t("activation.action")}
        setPassword={(password) => activate(token, password)}
        onDone={(answer) => {
          if (isChallenge(answer)) setChallenge(answer);
          else enter(answer);
        }}
      />
      <p className="mt-6 text-sm text-soft">{t("activation.expires", { time: dateAndClock(expireTime) })}</p>
    </CentredPage>
  );
}
