import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, CircleDashed, CircleOff, History, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ROW_LINK, Rows } from "@/components/Rows";
import { Tag } from "@/components/Tag";
import { shortTime } from "@/features/system/useFindingWords";
import type { CameraHealthNow } from "@/lib/api/types";

const STATES = {
  streaming: { icon: CircleCheck, tone: "good" },
  connected: { icon: CircleDashed, tone: "plain" },
  replaying: { icon: History, tone: "accent" },
  trouble: { icon: TriangleAlert, tone: "warn" },
  silent: { icon: CircleAlert, tone: "bad" },
  away: { icon: CircleOff, tone: "plain" },
} as const;

/** Every camera and how it is; each leads to its page. */
export function CameraList({ cameras }: { cameras: readonly CameraHealthNow[] }) {
  const { t } = useTranslation("system");
  const { t: tCameras } = useTranslation("cameras");
  return (
    <Rows aria-label={t("cameras.title")}>
      {cameras.map((camera) => (
        <li key={camera.camera_id}>
          <Link to="/cameras/$cameraId" params={{ cameraId: camera.camera_id }} className={ROW_LINK}>
            <span className="min-w-44 flex-1">
              <span className="block font-medium break-words">{camera.name || t("aCamera")}</span>
              <span className="block text-sm text-soft">{camera.room_name}</span>
            </span>
            <span className="flex-[2] basis-64 text-soft">
              {[
                camera.trouble && tCameras(`trouble.${camera.trouble}.name`),
                camera.state === "connected" && t("cameras.connectedWhy"),
                camera.frame_time ? t("cameras.newest", { time: shortTime(camera.frame_time) }) : t("cameras.never"),
                camera.spooled_frames > 0 && t("cameras.spooled", { count: camera.spooled_frames }),
                camera.pod && t("cameras.pod", { pod: camera.pod }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
            <Tag {...STATES[camera.state]}>{t(`cameras.${camera.state}`)}</Tag>
          </Link>
        </li>
      ))}
    </Rows>
  );
}
