import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { CentredPage } from "@/app/shell/CentredPage";
import { Notice } from "@/components/Notice";
import { KioskScreen } from "@/features/kiosk/components/KioskScreen";
import { camerasQuery } from "@/features/rooms/api/rooms";
import { useWebcam } from "@/lib/webcam/useWebcam";

/** This device as a kiosk: nothing but the check-in, on the whole screen. */
export function KioskPage() {
  const { t } = useTranslation(["kiosk", "common"]);
  const { cameraId } = useParams({ from: "/kiosk/$cameraId" });
  const cameras = useQuery(camerasQuery());
  const webcam = useWebcam(true);
  const name = cameras.data?.find((camera) => camera.camera_id === cameraId)?.name ?? "";
  useEffect(() => {
    document.title = t("common:pageTitle", { title: t("page") });
  }, [t]);

  if (webcam.state === "on") return <KioskScreen cameraId={cameraId} name={name} stream={webcam.stream} />;
  return (
    <CentredPage title={t("page")}>
      {webcam.state === "failed" ? (
        <Notice kind="bad" title={t("common:webcam.title")}>
          {t(`common:webcam.${webcam.problem}`)}
        </Notice>
      ) : (
        <Notice>{t("common:webcam.asking")}</Notice>
      )}
    </CentredPage>
  );
}
