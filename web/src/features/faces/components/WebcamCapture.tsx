import { Camera, Check, RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Loading } from "@/components/Loading";
import { Notice } from "@/components/Notice";
import { WebcamPreview } from "@/components/WebcamPreview";
import { PoseGuide } from "@/features/faces/components/PoseGuide";
import type { GuidedPose } from "@/features/faces/poses";
import { grabJpeg } from "@/lib/webcam/grabJpeg";
import { useWebcam } from "@/lib/webcam/useWebcam";

interface Props {
  /** What the photos kept so far do not show yet. */
  missing: readonly GuidedPose[];
  onPhoto: (photo: Blob) => void;
  onClose: () => void;
}

interface Still {
  photo: Blob;
  url: string;
}

/** Takes photos with this device's camera: look, take, look again, use. */
export function WebcamCapture({ missing, onPhoto, onClose }: Props) {
  const { t } = useTranslation(["faces", "common"]);
  const webcam = useWebcam(true);
  const video = useRef<HTMLVideoElement>(null);
  const [still, setStill] = useState<Still | null>(null);

  async function take() {
    if (!video.current) return;
    const photo = await grabJpeg(video.current, document.createElement("canvas"), 1920, 0.92);
    if (photo) setStill({ photo, url: URL.createObjectURL(photo) });
  }

  function putAway() {
    setStill(null);
  }

  useEffect(() => {
    if (!still) return;
    return () => {
      URL.revokeObjectURL(still.url);
    };
  }, [still]);

  if (webcam.state === "failed") {
    return (
      <Notice
        kind="bad"
        title={t("common:webcam.title")}
        action={
          <Button small onClick={onClose}>
            {t("common:close")}
          </Button>
        }
      >
        {t(`common:webcam.${webcam.problem}`)}
      </Notice>
    );
  }
  if (webcam.state !== "on") return <Loading label={t("common:webcam.asking")} />;

  return (
    <div className="rounded-card border border-line bg-sunken p-4">
      <PoseGuide missing={missing} />
      <div className="flex justify-center">
        {still && <img src={still.url} alt={t("webcam.still")} className="max-h-96 max-w-full -scale-x-100 rounded-card" />}
        <WebcamPreview
          stream={webcam.stream}
          ref={video}
          label={t("webcam.live")}
          mirrored
          className={still ? "hidden" : "max-h-96 w-full max-w-2xl"}
        />
      </div>
      <p className="mt-3 text-center text-soft">{t("webcam.advice")}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {still ? (
          <>
            <Button
              look="main"
              onClick={() => {
                onPhoto(still.photo);
                putAway();
              }}
            >
              <Check size={18} aria-hidden />
              {t("webcam.use")}
            </Button>
            <Button onClick={putAway}>
              <RotateCcw size={18} aria-hidden />
              {t("webcam.again")}
            </Button>
          </>
        ) : (
          <>
            <Button look="main" onClick={() => void take()}>
              <Camera size={18} aria-hidden />
              {t("webcam.take")}
            </Button>
            <Button onClick={onClose}>{t("webcam.close")}</Button>
          </>
        )}
      </div>
    </div>
  );
}
