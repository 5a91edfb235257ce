import { CircleAlert, CircleCheck, LoaderCircle, RotateCw, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import { Tag } from "@/components/Tag";
import { PhotoWithFace } from "@/features/faces/components/PhotoWithFace";
import type { QueuedPhoto } from "@/features/faces/photoQueue";
import { useRefusalWords } from "@/features/faces/useRefusalWords";

interface Props {
  photo: QueuedPhoto;
  onRetry: () => void;
  onDismiss: () => void;
}

/** One photo of this sitting, and what was said of it. */
export function QueuedPhotoRow({ photo, onRetry, onDismiss }: Props) {
  const { t } = useTranslation("faces");
  const words = useRefusalWords();
  const { state, problem } = photo;
  return (
    <li className="flex animate-arrive flex-wrap items-start gap-4 p-4">
      <PhotoWithFace src={photo.previewUrl} label={photo.name} face={photo.face} good={state === "accepted"} />
      <div className="min-w-48 flex-1" aria-live="polite">
        <p className="mb-2 truncate text-sm text-soft">{photo.name}</p>
        {(state === "waiting" || state === "sending") && <Tag icon={LoaderCircle}>{t(`state.${state}`)}</Tag>}
        {state === "accepted" && (
          <>
            <Tag icon={CircleCheck} tone="good">
              {t("state.accepted")}
            </Tag>
            <p className="mt-2">
              {t("acceptedWhy")} {photo.pose !== "unknown" && t("acceptedPose", { pose: t(`pose.name.${photo.pose}`) })}
            </p>
          </>
        )}
        {(state === "refused" || state === "failed") && (
          <>
            <Tag icon={CircleAlert} tone="bad">
              {t(`state.${state}`)}
            </Tag>
            <p className="mt-2 max-w-prose">{words(problem)}</p>
          </>
        )}
        {state === "failed" && (
          <Button small className="mt-3" onClick={onRetry}>
            <RotateCw size={16} aria-hidden />
            {t("sendAgain")}
          </Button>
        )}
      </div>
      {state !== "sending" && (
        <IconButton icon={X} label={t("dismiss", { name: photo.name })} onClick={onDismiss} />
      )}
    </li>
  );
}
