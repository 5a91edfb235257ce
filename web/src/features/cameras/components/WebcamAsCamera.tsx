import { Webcam } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { WebcamPreview } from "@/components/WebcamPreview";
import { type SenderStatus, WebcamSender } from "@/features/cameras/webcamSender";
import type { Camera } from "@/lib/api/types";
import { useProblemWords } from "@/lib/i18n/useProblemWords";
import { useWebcam } from "@/lib/webcam/useWebcam";

/** Lets this device film for a camera of the room. */
export function WebcamAsCamera({ cameras }: { cameras: readonly Camera[] }) {
  const { t } = useTranslation(["cameras", "common"]);
  const [cameraId, setCameraId] = useState("");
  const [on, setOn] = useState(false);
  const webcam = useWebcam(on);
  const camera = cameras.find((one) => one.camera_id === cameraId) ?? cameras[0];
  if (!camera) return null;

  const stop = () => {
    setOn(false);
  };
  return (
    <div className="flex flex-col gap-3">
      {!on && (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            small
            onClick={() => {
              setOn(true);
            }}
          >
            <Webcam size={16} aria-hidden />
            {t("webcam.use")}
          </Button>
          {cameras.length > 1 && (
            <select
              aria-label={t("webcam.as")}
              value={camera.camera_id}
              onChange={(event) => {
                setCameraId(event.target.value);
              }}
              className="h-8 rounded-control border border-edge bg-raised px-2 text-sm"
            >
              {cameras.map((one) => (
                <option key={one.camera_id} value={one.camera_id}>
                  {t("webcam.asCamera", { camera: one.name })}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
      {webcam.state === "asking" && <Notice>{t("common:webcam.asking")}</Notice>}
      {webcam.state === "failed" && (
        <Notice
          kind="bad"
          title={t("common:webcam.title")}
          action={
            <Button small onClick={stop}>
              {t("common:close")}
            </Button>
          }
        >
          {t(`common:webcam.${webcam.problem}`)}
        </Notice>
      )}
      {webcam.state === "on" && <Sending camera={camera} stream={webcam.stream} onStop={stop} />}
    </div>
  );
}

interface SendingProps {
  camera: Camera;
  stream: MediaStream;
  onStop: () => void;
}

function Sending({ camera, stream, onStop }: SendingProps) {
  const { t } = useTranslation(["cameras", "common"]);
  const problemWords = useProblemWords();
  const video = useRef<HTMLVideoElement>(null);
  const [status, setStatus] = useState<SenderStatus | null>(null);

  useEffect(() => {
    if (!video.current) return;
    const sender = new WebcamSender(camera.camera_id, video.current, setStatus);
    sender.start();
    return () => {
      sender.stop();
    };
  }, [camera.camera_id, stream]);

  const isOver = status?.socket === "refused";
  return (
    <div className="flex items-center gap-4 rounded-card border border-line bg-raised p-3">
      <WebcamPreview stream={stream} ref={video} label={t("webcam.preview")} className="h-20 w-auto" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{isOver ? t("webcam.over") : t("webcam.filming", { camera: camera.name })}</p>
        <p className="text-sm text-soft" role="status">
          {words()}
        </p>
      </div>
      <Button small onClick={onStop}>
        {isOver ? t("common:close") : t("webcam.stop")}
      </Button>
    </div>
  );

  function words(): string {
    if (!status || status.socket === "connecting") return t("webcam.connecting");
    if (isOver) return status.closed ? problemWords(status.closed) : t("webcam.refused");
    if (status.socket === "waiting" || status.socket === "paused") return t("webcam.waiting");
    if (status.idle) return t("webcam.idle");
    return status.framesSent > 0 ? t("webcam.sending") : t("webcam.connecting");
  }
}
