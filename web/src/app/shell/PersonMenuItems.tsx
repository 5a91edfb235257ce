import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { Bell, Languages, LogOut, Settings, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Menu, MenuItem } from "@/components/Menu";
import { Modal } from "@/components/Modal";
import { ProblemNotice } from "@/components/ProblemNotice";
import { chooseLanguage } from "@/features/account/api/language";
import { logOut } from "@/features/account/api/login";
import { meQuery } from "@/features/account/api/me";
import { endPushHere } from "@/features/notices/api/push";
import { asProblem } from "@/lib/api/problem";
import { LANGUAGES } from "@/lib/i18n/languages";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { adoptLanguage } from "@/lib/i18n/setup";
import type { Me } from "@/lib/api/types";
import { forgetKept } from "@/lib/offline";

/** The open menu; fetched when somebody reaches for it. */
export function PersonMenuItems({ me, trigger }: { me: Me; trigger: ReactNode }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const [problem, setProblem] = useState<unknown>(null);

  async function leave() {
    forgetKept(); // whether or not there is a network to log out by
    await endPushHere().catch(() => undefined); // the next person at this computer reads nobody else's notices
    await logOut().catch((error: unknown) => {
      if (!asProblem(error).isLoggedOut) throw error;
    });
    await adoptLanguage("");
    queryClient.clear(); // the next person at this computer sees nothing of this one
    queryClient.setQueryData(meQuery.queryKey, null);
    await router.invalidate();
    await navigate({ to: "/login", search: {} });
  }

  /** Nobody goes away believing that they are logged out. */
  function logOutNow() {
    setProblem(null);
    leave().catch(setProblem);
  }

  return (
    <>
      <Menu side="top" align="start" defaultOpen trigger={trigger}>
        <MenuItem onSelect={() => void navigate({ to: "/account" })}>
          <Settings size={16} aria-hidden />
          {t("nav.account")}
        </MenuItem>
        {me.role !== "admin" && (
          <MenuItem onSelect={() => void navigate({ to: "/notices" })}>
            <Bell size={16} aria-hidden />
            {t("nav.notices")}
          </MenuItem>
        )}
        <MenuItem onSelect={() => void navigate({ to: "/privacy" })}>
          <ShieldCheck size={16} aria-hidden />
          {t("nav.privacy")}
        </MenuItem>
        {LANGUAGES.filter((one) => one !== pageLanguage()).map((one) => (
          <MenuItem key={one} onSelect={() => {
            // refused or without a network, the account keeps its own
            chooseLanguage(queryClient, one).catch(() => undefined);
          }}>
            <Languages size={16} aria-hidden />
            <span lang={one}>{t(`languages.${one}`)}</span>
          </MenuItem>
        ))}
        <MenuItem onSelect={logOutNow}>
          <LogOut size={16} aria-hidden />
          {t("nav.logOut")}
        </MenuItem>
      </Menu>
      <Modal
        open={problem !== null}
        onOpenChange={() => {
          setProblem(null);
        }}
        title={t("nav.logOut")}
      >
        <ProblemNotice error={problem} onRetry={logOutNow} />
      </Modal>
    </>
  );
}
