import { useMutation, useQuery } from "@tanstack/react-query";
import { TabletSmartphone } from "lucide-react";
import { QRCodeSVG } from "qrcode.react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CopyField } from "@/components/CopyField";
import { DialogButton } from "@/components/DialogButton";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { offerKiosk } from "@/features/rooms/api/changeRooms";
import { keysQuery } from "@/features/rooms/api/rooms";
import type { Camera } from "@/lib/api/types";
import { clock } from "@/lib/format";

const LOOK_AGAIN_MS = 3_000;
const GOOD_FOR_MS = 10 * 60_000;

/** Gives the code with which one tablet becomes this camera's kiosk. */
export function KioskPairingDialog({ camera }: { camera: Camera }) {
  const { t } = useTranslation("rooms");
  const title = t("kiosk.openFor", { camera: camera.name });
  const label = (
    <>
      <TabletSmartphone size={16} aria-hidden />
      {t("kiosk.open")}
      <span className="sr-only"> · {camera.name}</span>
    </>
  );
  return (
    <DialogButton small look="quiet" label={label} title={title} purpose={t("kiosk.purpose")}>
      {() => <Pairing camera={camera} />}
    </DialogButton>
  );
}

function Pairing({ camera }: { camera: Camera }) {
  const { t } = useTranslation("rooms");
  const offering = useMutation({ mutationFn: () => offerKiosk(camera.camera_id) });
  const offered = offering.data;
  const since = offered ? Date.parse(offered.expire_time) - GOOD_FOR_MS : 0;
  const keys = useQuery({ ...keysQuery(camera.camera_id), enabled: offered !== undefined, refetchInterval: LOOK_AGAIN_MS });
  const paired = keys.data?.some((key) => key.kind === "kiosk" && !key.revoke_time && Date.parse(key.create_time) >= since);
  if (offered && paired) {
    return (
      <Notice kind="good" title={t("kiosk.paired")}>
        {t("kiosk.pairedText")}
      </Notice>
    );
  }
  if (offered) {
    const link = `${window.location.origin}/kiosk#${offered.code}`;
    return (
      <div className="flex flex-col gap-5">
        <div className="w-48 self-center rounded-card bg-white p-2">
          <QRCodeSVG value={link} bgColor="#ffffff" fgColor="#000000" title={t("kiosk.qr")} className="block h-auto w-full" />
        </div>
        <p className="text-center text-soft">{t("kiosk.how", { address: `${window.location.host}/kiosk` })}</p>
        <p className="text-center text-2xl font-semibold tracking-wider break-all">{offered.code}</p>
        <CopyField label={t("kiosk.link")} value={link} />
        <p className="text-sm text-soft">{t("kiosk.once", { time: clock(offered.expire_time) })}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-4">
      {offering.error && <ProblemNotice error={offering.error} />}
      <p>{t("kiosk.revoking")}</p>
      <Button
        look="main"
        busy={offering.isPending}
        onClick={() => {
          offering.mutate();
        }}
      >
        {t("kiosk.offer")}
      </Button>
    </div>
  );
}
