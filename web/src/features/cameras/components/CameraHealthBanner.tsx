import { VideoOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { cameraHealthMessage, type CameraTrouble } from "@/features/cameras/troubles";
import { clock } from "@/lib/format";
import { parsed } from "@/lib/socket/parse";
import { useLiveSocket } from "@/lib/socket/useLiveSocket";

interface Props {
  sessionId: string;
  /** By camera. */
  names: ReadonlyMap<string, string>;
  /** Called when a trouble has come or gone: the session's evidence is another. */
  onChange?: (troubles: readonly CameraTrouble[]) => void;
}

/** Says which of the session's cameras do not see the room now, and what to do about it. */
export function CameraHealthBanner({ sessionId, names, onChange }: Props) {
  const { t } = useTranslation("cameras");
  const [troubles, setTroubles] = useState<readonly CameraTrouble[]>([]);
  useLiveSocket({
    path: `/api/v1/sessions/${sessionId}/camera-health`,
    onMessage: (data) => {
      const message = parsed(cameraHealthMessage, data);
      if (message?.type !== "camera_health") return;
      setTroubles(message.cameras);
      onChange?.(message.cameras);
    },
  });
  if (troubles.length === 0) return null;
  return (
    <div role="alert" className="mb-6 flex flex-col gap-3 rounded-card bg-late-tint p-4">
      {troubles.map(({ camera_id: id, trouble, since }) => (
        <div key={id} className="flex items-start gap-3">
          <VideoOff size={20} className="mt-0.5 shrink-0 text-late" aria-hidden />
          <div className="min-w-0">
            <p className="font-semibold">
              {t(`trouble.${trouble}.title`, { camera: names.get(id) ?? t("trouble.aCamera"), time: clock(since) })}
            </p>
            <p>{t(`trouble.${trouble}.todo`)}</p>
          </div>
        </div>
      ))}
    </div>
  );
}
