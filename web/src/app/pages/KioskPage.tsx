import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { Loading } from "@/components/Loading";
import { Notice } from "@/components/Notice";
import { kioskQuery } from "@/features/kiosk/api";
import { KioskScreen } from "@/features/kiosk/components/KioskScreen";
import { PairingForm } from "@/features/kiosk/components/PairingForm";
import { setLanguage } from "@/lib/i18n/setup";

/** This device as a kiosk: nothing but the check-in, on the whole screen; or how it becomes one. Nobody is logged in. */
export function KioskPage() {
  const { t } = useTranslation(["kiosk", "common", "staffProblems"]);
  const kiosk = useQuery(kioskQuery);
  const [paired, setPaired] = useState(false);
  if (kiosk.data && !paired) setPaired(true);
  useEffect(() => {
    document.title = t("common:pageTitle", { title: t("page") });
  }, [t]);
  const language = kiosk.data?.language;
  useEffect(() => {
    if (language) void setLanguage(language); // of the place, not of whoever set the tablet up
  }, [language]);

  if (kiosk.data) return <KioskScreen kiosk={kiosk.data} connected={!kiosk.error} />;
  if (kiosk.data === null) {
    return (
      <CentredPage title={t("pair.title")} purpose={t("pair.purpose")}>
        <PairingForm ended={paired} />
      </CentredPage>
    );
  }
  if (!kiosk.error) return <Loading />;
  return (
    <CentredPage title={t("page")}>
      <Notice kind="bad" title={t("offline.title")}>
        {t("offline.text")}
      </Notice>
    </CentredPage>
  );
}
