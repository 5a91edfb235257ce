import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { endLogin, endLogins, endMyLogin, endMyOtherLogins, loginsQuery, myLoginsQuery } from "@/features/account/api/logins";
import { deviceOf } from "@/lib/device";
import type { LoginRecord } from "@/lib/api/types";
import { dateAndClock, shortDate } from "@/lib/format";

interface Props {
  /** Whose, when an administrator looks at somebody's. */
  other?: { personId: string; name: string };
}

/** Where a person is logged in, and the way to end it. */
export function LoginRows({ other }: Props) {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
  const logins = useQuery(other ? loginsQuery(other.personId) : myLoginsQuery);
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["logins"] });
  return (
    <QueryView query={logins}>
      {({ items }) => {
        if (items.length === 0) return <p className="text-soft">{t("logins.none")}</p>;
        const others = items.filter((login) => !login.current);
        return (
          <div className="flex flex-col items-start gap-4">
            <Rows className="w-full" aria-label={t("logins.title")}>
              {items.map((login) => (
                <LoginRow
                  key={login.login_id}
                  login={login}
                  onEnd={() =>
                    (other ? endLogin(other.personId, login.login_id) : endMyLogin(login.login_id)).then(refresh)
                  }
                />
              ))}
            </Rows>
            {others.length > 0 && (
              <ConfirmButton
                trigger={(ask) => <Button onClick={ask}>{other ? t("logins.endAll") : t("logins.endOthers")}</Button>}
                title={other ? t("logins.endAllTitle", { name: other.name }) : t("logins.endOthersTitle")}
                consequence={t("logins.endConsequence")}
                action={other ? t("logins.endAll") : t("logins.endOthers")}
                onConfirm={() => (other ? endLogins(other.personId) : endMyOtherLogins()).then(refresh)}
              />
            )}
          </div>
        );
      }}
    </QueryView>
  );
}

function LoginRow({ login, onEnd }: { login: LoginRecord; onEnd: () => Promise<unknown> }) {
  const { t } = useTranslation("account");
  const { browser, system } = deviceOf(login.user_agent);
  const device = browser && system ? t("logins.device", { browser, system }) : browser || system || t("logins.unknown");
  return (
    <Row>
      <MonitorSmartphone size={20} className="text-soft" aria-hidden />
      <span className="min-w-48 flex-1">
        <span className="flex flex-wrap items-center gap-2 font-medium" title={login.user_agent}>
          {device}
          {login.current && (
            <Tag icon={MonitorSmartphone} tone="good">
              {t("logins.current")}
            </Tag>
          )}
        </span>
        <span className="block text-sm text-soft">
          {[
            login.address,
            login.last_use_time && t("logins.used", { time: dateAndClock(login.last_use_time) }),
            t("logins.since", { date: shortDate(login.create_time) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      {!login.current && (
        <ConfirmButton
          trigger={(ask) => (
            <Button small onClick={ask} aria-label={t("logins.endOne", { device })}>
              {t("logins.end")}
            </Button>
          )}
          title={t("logins.endTitle", { device })}
          consequence={t("logins.endConsequence")}
          action={t("logins.end")}
          onConfirm={onEnd}
        />
      )}
    </Row>
  );
}
