import { VideoOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { drawPicture } from "@/features/cameras/drawPicture";
import { type Picture, pictureOf } from "@/features/cameras/pictureMessage";
import type { Camera, Detection, PictureHead } from "@/lib/api/types";
import { useLiveSocket } from "@/lib/socket/useLiveSocket";

const STALE_MS = 5_000;
const WORDS_EVERY_MS = 500; // what stands below a picture need not change with each of ten a second

/** What a camera sees now, with the faces framed and named. */
export function CameraView({ camera }: { camera: Camera }) {
  const { t } = useTranslation("cameras");
  const canvas = useRef<HTMLCanvasElement>(null);
  const newest = useRef<Picture | null>(null);
  const drawing = useRef(false);
  const wordsMs = useRef(0);
  const staleTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [head, setHead] = useState<PictureHead | null>(null);
  const [stale, setStale] = useState(false);
  const socket = useLiveSocket({
    path: `/api/v1/cameras/${camera.camera_id}/view`,
    onMessage: (data) => {
      const picture = pictureOf(data);
      if (!picture) return;
      newest.current = picture; // a picture not drawn yet is replaced: only the newest is worth it
      if (!drawing.current) void draw();
    },
  });

  const wordFor = (detection: Detection) =>
    detection.outcome === "known" && detection.display_name ? detection.display_name : t(`outcome.${detection.outcome}`);

  async function draw() {
    drawing.current = true;
    try {
      for (let picture = newest.current; picture; picture = newest.current) {
        newest.current = null;
        const bitmap = await createImageBitmap(picture.jpeg).catch(() => null);
        const screen = canvas.current; // gone when the session ended while the picture was decoded
        if (bitmap && screen) drawPicture(screen, bitmap, picture.head.detections, wordFor);
        bitmap?.close();
        if (!screen) return;
        const now = performance.now();
        if (now - wordsMs.current >= WORDS_EVERY_MS) {
          wordsMs.current = now;
          setHead(picture.head);
          setStale(false);
        }
        clearTimeout(staleTimer.current);
        staleTimer.current = setTimeout(() => {
          wordsMs.current = 0;
          setStale(true);
        }, STALE_MS);
      }
    } finally {
      drawing.current = false;
    }
  }

  useEffect(
    () => () => {
      clearTimeout(staleTimer.current);
    },
    [],
  );

  return (
    <figure className="overflow-hidden rounded-card border border-line bg-raised">
      <div className="relative grid aspect-video place-items-center overflow-hidden bg-[#111317] text-[#a4abb8]">
        <div role="img" aria-label={t("view.label", { camera: camera.name })} className={head ? "contents" : "hidden"}>
          <canvas ref={canvas} className="size-full object-contain" />
        </div>
        {!head && (
          <p className="flex flex-col items-center gap-2 p-6 text-center">
            <VideoOff size={28} strokeWidth={1.5} aria-hidden />
            {socket.state === "refused" ? t("view.refused") : t("view.none")}
          </p>
        )}
        {head && stale && (
          <p className="absolute inset-x-0 bottom-0 bg-black/70 px-3 py-1 text-center text-sm text-[#fbbf24]">
            {t("view.stale")}
          </p>
        )}
      </div>
      <figcaption className="flex flex-wrap justify-between gap-x-4 px-4 py-2 text-sm text-soft">
        <span className="font-medium text-ink">{camera.name}</span>
        {head && <span>{head.problem || summary(head)}</span>}
      </figcaption>
    </figure>
  );

  function summary({ detections, age_seconds }: PictureHead): string {
    const known = detections.filter((one) => one.outcome === "known").length;
    return t("view.summary", {
      faces: t("view.faces", { count: detections.length }),
      known,
      age: age_seconds.toFixed(1),
    });
  }
}
