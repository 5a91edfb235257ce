import { useQueryClient } from "@tanstack/react-query";
import { type LucideIcon, Maximize, Power } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { kioskQuery, resetKiosk } from "@/features/kiosk/api";
import { LANGUAGES } from "@/lib/i18n/languages";
import { pageLanguage } from "@/lib/i18n/pageLanguage";
import { setLanguage } from "@/lib/i18n/setup";

const TOOL = "inline-flex min-h-11 min-w-11 items-center justify-center rounded-control px-3 hover:bg-white/15 focus-visible:outline-white";

/** The other language, the whole screen, and the way out, which needs an administrator to come back from. */
export function KioskTools() {
  const { t } = useTranslation(["kiosk", "common"]);
  const queryClient = useQueryClient();
  const shown = pageLanguage();
  return (
    <div className="flex flex-wrap items-center gap-1">
      {LANGUAGES.filter((one) => one !== shown).map((one) => (
        <button key={one} type="button" lang={one} className={TOOL} onClick={() => void setLanguage(one)}>
          {t(`common:languages.${one}`)}
        </button>
      ))}
      <Tool
        icon={Maximize}
        label={t("fullScreen")}
        onClick={() => {
          void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
        }}
      />
      <ConfirmButton
        trigger={(ask) => <Tool icon={Power} label={t("reset.open")} onClick={ask} />}
        title={t("reset.title")}
        consequence={t("reset.consequence")}
        action={t("reset.action")}
        onConfirm={async () => {
          await resetKiosk();
          queryClient.setQueryData(kioskQuery.queryKey, null);
        }}
      />
    </div>
  );
}

function Tool({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button type="button" aria-label={label} title={label} className={TOOL} onClick={onClick}>
      <Icon size={22} aria-hidden />
    </button>
  );
}
