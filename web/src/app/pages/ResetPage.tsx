import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ToLogin } from "@/app/pages/ToLogin";
import { CentredPage } from "@/app/shell/CentredPage";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { QueryView } from "@/components/QueryView";
import { meQuery } from "@/features/account/api/me";
import { resetPassword, resetQuery } from "@/features/account/api/reset";
import { NewPasswordForm } from "@/features/account/components/NewPasswordForm";
import { dateAndClock } from "@/lib/format";

/** The link's token stands after the #, so that it never reaches a server's log. */
export function ResetPage() {
  const { t } = useTranslation("account");
  const token = useLocation({ select: (location) => location.hash });
  const queryClient = useQueryClient();
  const reset = useQuery(resetQuery(token));
  const [done, setDone] = useState(false);

  if (done) {
    return (
      <CentredPage title={t("reset.doneTitle")}>
        <Notice kind="good">{t("reset.done")}</Notice>
        <ToLogin look="main" />
      </CentredPage>
    );
  }
  if (!reset.data) {
    return (
      <CentredPage title={t("reset.title")}>
        {token ? <QueryView query={reset}>{() => null}</QueryView> : <Notice>{t("reset.noToken")}</Notice>}
        {(reset.error ?? !token) && (
          <Button asChild className="mt-6 w-full">
            <Link to="/forgot">{t("reset.askAgain")}</Link>
          </Button>
        )}
      </CentredPage>
    );
  }
  const { email, expire_time: expireTime } = reset.data;
  return (
    <CentredPage title={t("reset.title")} purpose={t("reset.purpose", { email })}>
      <NewPasswordForm
        email={email}
        action={t("reset.action")}
        setPassword={(password) => resetPassword(token, password)}
        onDone={() => {
          queryClient.setQueryData(meQuery.queryKey, null); // whoever was logged in here no longer is
          setDone(true);
        }}
      />
      <p className="mt-6 text-sm text-soft">{t("activation.expires", { time: dateAndClock(expireTime) })}</p>
    </CentredPage>
  );
}
