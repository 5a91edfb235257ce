import { useTranslation } from "react-i18next";

import { Row, Rows } from "@/components/Rows";
import { bytes, milliseconds } from "@/features/system/bytes";
import type { ReplicaHealth } from "@/lib/api/types";

/** How each recognition pod keeps up, in sentences. */
export function PodList({ pods }: { pods: readonly ReplicaHealth[] }) {
  const { t } = useTranslation("system");
  return (
    <Rows aria-label={t("pods.title")}>
      {pods.map((pod) => (
        <Row key={pod.name} className="flex-col items-start py-3 sm:flex-row">
          <p className="min-w-40 font-medium break-all">{pod.name}</p>
          <div className="w-full sm:flex-1 sm:basis-64">
            <PodWords pod={pod} />
          </div>
        </Row>
      ))}
    </Rows>
  );
}

function PodWords({ pod: { gallery, vision, disk, state } }: { pod: ReplicaHealth }) {
  const { t } = useTranslation("system");
  if (!gallery || !vision) return <p>{t(`services.${state}`)}</p>;
  const behind = gallery.published_version > gallery.served_version;
  const said = [
    t(behind ? "pods.galleryBehind" : "pods.gallery", {
      version: gallery.served_version,
      published: gallery.published_version,
      people: gallery.people,
      model: gallery.model,
    }),
    t("pods.work", { streams: vision.streams, workers: vision.workers, waiting: vision.waiting_frames }),
    vision.recent_frames === 0
      ? t("pods.idle")
      : t("pods.pace", {
          frames: vision.recent_frames,
          dropped: vision.recent_dropped_frames,
          frameMs: milliseconds(vision.frame_seconds),
          age: Math.round(vision.age_seconds * 10) / 10,
        }),
    vision.face_seconds > 0 && t("pods.face", { faceMs: milliseconds(vision.face_seconds) }),
    vision.unanswered_reports > 0 && t("pods.reports", { count: vision.unanswered_reports }),
    disk && t("pods.disk", { free: bytes(disk.free_bytes), total: bytes(disk.total_bytes) }),
  ];
  return (
    <>
      {said.filter(Boolean).map((sentence) => (
        <p key={String(sentence)} className="break-words">
          {sentence}
        </p>
      ))}
    </>
  );
}
