import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { ChevronsUpDown, Languages, LogOut, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Initials } from "@/components/Initials";
import { Menu, MenuItem } from "@/components/Menu";
import { logOut } from "@/features/account/api/login";
import { meQuery } from "@/features/account/api/me";
import type { Me } from "@/lib/api/types";
import { LANGUAGES } from "@/lib/i18n/languages";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { setLanguage } from "@/lib/i18n/setup";

export function PersonMenu({ me }: { me: Me }) {
  const { t } = useTranslation(["common", "people"]);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();

  async function leave() {
    await logOut();
    queryClient.clear(); // the next person at this computer sees nothing of this one
    queryClient.setQueryData(meQuery.queryKey, null);
    await router.invalidate();
    await navigate({ to: "/login", search: {} });
  }

  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-3 rounded-control p-2 text-left transition-colors duration-100 hover:bg-hover"
        >
          <Initials name={me.display_name} />
          <span className="min-w-0 flex-1">
            <span className="block truncate leading-5 font-medium">{me.display_name}</span>
            <span className="block truncate text-sm leading-4 text-soft">{t(`people:role.${me.role}`)}</span>
          </span>
          <ChevronsUpDown size={16} className="text-soft" aria-hidden />
        </button>
      }
    >
      <MenuItem onSelect={() => void navigate({ to: "/account" })}>
        <Settings size={16} aria-hidden />
        {t("nav.account")}
      </MenuItem>
      {LANGUAGES.filter((one) => one !== pageLanguage()).map((one) => (
        <MenuItem key={one} onSelect={() => void setLanguage(one)}>
          <Languages size={16} aria-hidden />
          <span lang={one}>{t(`languages.${one}`)}</span>
        </MenuItem>
      ))}
      <MenuItem onSelect={() => void leave()}>
        <LogOut size={16} aria-hidden />
        {t("nav.logOut")}
      </MenuItem>
    </Menu>
  );
}
