import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { giveUpOnCamera, sessionConditionsQuery } from "@/features/cameras/api/cameras";
import type { components } from "@/lib/api/schema";
import { clockSeconds } from "@/lib/format";

interface Props {
  sessionId: string;
  camera: components["schemas"]["AwaitedCamera"];
}

/** A camera that was cut off, for whose pictures nobody is called absent yet; and how to stop waiting. */
export function AwaitedCamera({ sessionId, camera }: Props) {
  const { t } = useTranslation("cameras");
  const queries = useQueryClient();
  const title = t("awaited.title", { camera: camera.camera_name || t("trouble.aCamera") });
  return (
    <div className="my-3 flex flex-wrap items-center justify-between gap-2 rounded-card bg-late-tint p-3">
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        <p>{t("awaited.purpose", { time: clockSeconds(camera.complete_through_time) })}</p>
      </div>
      <ConfirmButton
        trigger={(ask) => (
          <Button small look="quiet" onClick={ask}>
            {t("awaited.giveUp")}
          </Button>
        )}
        title={title}
        consequence={t("awaited.confirm")}
        action={t("awaited.giveUp")}
        onConfirm={async () => {
          await giveUpOnCamera(sessionId, camera.camera_id);
          await queries.invalidateQueries(sessionConditionsQuery(sessionId));
        }}
      />
    </div>
  );
}
