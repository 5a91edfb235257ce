import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Camera, ImageUp } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { FileDrop } from "@/components/FileDrop";
import { Notice } from "@/components/Notice";
import { Rows } from "@/components/Rows";
import { addFace } from "@/features/faces/api/changeFaces";
import { facesQuery } from "@/features/faces/api/faces";
import { QueuedPhotoRow } from "@/features/faces/components/QueuedPhotoRow";
import { WebcamCapture } from "@/features/faces/components/WebcamCapture";
import { MOST_PHOTOS, PhotoQueue } from "@/features/faces/photoQueue";
import { missingPoses } from "@/features/faces/poses";
import { tellIfLoginEnded } from "@/lib/socket/loginEvents";

/** Submits photos of one person, by file or webcam; each is judged at once. Key it by person. */
export function PhotoSubmission({ personId }: { personId: string }) {
  const { t } = useTranslation("faces");
  const queryClient = useQueryClient();
  const [queue] = useState(
    () =>
      new PhotoQueue(async (photo, requestId) => {
        try {
          const sample = await addFace(personId, photo, requestId);
          void queryClient.invalidateQueries({ queryKey: ["faces", personId] });
          return sample;
        } catch (error) {
          tellIfLoginEnded(error);
          throw error;
        }
      }),
  );
  const photos = useSyncExternalStore(queue.subscribe, queue.snapshot);
  useEffect(
    () => () => {
      queue.release();
    },
    [queue],
  );
  const [webcamOpen, setWebcamOpen] = useState(false);
  const [turnedAway, setTurnedAway] = useState(0);
  const shots = photos.length + 1;
  const kept = useInfiniteQuery(facesQuery(personId));
  const missing = missingPoses(kept.data?.pages.flatMap((page) => page.items) ?? []);

  return (
    <div className="flex flex-col gap-4">
      {webcamOpen ? (
        <WebcamCapture
          missing={missing}
          onPhoto={(photo) => {
            setTurnedAway(queue.add([{ photo, name: t("webcam.name", { number: shots }) }]));
          }}
          onClose={() => {
            setWebcamOpen(false);
          }}
        />
      ) : (
        <>
          <FileDrop
            label={t("choose")}
            hint={t("orDrop")}
            accept="image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"
            icon={ImageUp}
            multiple
            onFiles={(files) => {
              setTurnedAway(queue.add(files.map((file) => ({ photo: file, name: file.name }))));
            }}
          />
          <Button
            className="self-start"
            onClick={() => {
              setWebcamOpen(true);
            }}
          >
            <Camera size={18} aria-hidden />
            {t("webcam.open")}
          </Button>
        </>
      )}
      {turnedAway > 0 && <Notice>{t("tooMany", { count: turnedAway, most: MOST_PHOTOS })}</Notice>}
      {photos.length > 0 && (
        <Rows aria-label={t("submitted")}>
          {photos.map((photo) => (
            <QueuedPhotoRow
              key={photo.requestId}
              photo={photo}
              onRetry={() => {
                queue.retry(photo.requestId);
              }}
              onDismiss={() => {
                queue.dismiss(photo.requestId);
              }}
            />
          ))}
        </Rows>
      )}
    </div>
  );
}
