import clsx from "clsx";
import { Maximize2, Minimize2, TriangleAlert, VideoOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/components/IconButton";
import { drawPicture } from "@/features/cameras/drawPicture";
import { type Picture, pictureOf } from "@/features/cameras/pictureMessage";
import type { CameraTrouble } from "@/features/cameras/troubles";
import type { Camera, Detection, PictureHead } from "@/lib/api/types";
import { clock, formatNumber } from "@/lib/format";
import { useLiveSocket } from "@/lib/socket/useLiveSocket";

const STALE_MS = 5_000;
const WORDS_EVERY_MS = 500; // what stands below a picture need not change with each of ten a second

interface Props {
  camera: Camera;
  /** What is wrong with it now. */
  trouble?: CameraTrouble | undefined;
  /** Where it is one of several, and may be made larger. */
  size?: { isLarge: boolean; onChange: (large: boolean) => void };
}

/** What a camera sees now, with the faces framed and named. */
export function CameraView({ camera, trouble, size }: Props) {
  const { t } = useTranslation("cameras");
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const shownWidthPx = useRef(0); // asked for once per change: reading it at every picture would lay the page out anew
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
        if (bitmap && screen) drawPicture(screen, bitmap, picture.head.detections, wordFor, shownWidthPx.current);
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

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      shownWidthPx.current = entry?.contentRect.width ?? 0;
    });
    if (frame.current) observer.observe(frame.current);
    return () => {
      observer.disconnect();
      clearTimeout(staleTimer.current);
    };
  }, []);

  return (
    <figure className={clsx("@container h-full overflow-hidden rounded-card border bg-raised", trouble ? "border-late" : "border-line")}>
      <div ref={frame} className="relative grid aspect-video place-items-center overflow-hidden bg-[#111317] text-[#a4abb8]">
        <div role="img" aria-label={t("view.label", { camera: camera.name })} className={head ? "contents" : "hidden"}>
          <canvas ref={canvas} className={clsx("size-full object-contain", stale && "opacity-40 grayscale")} />
        </div>
        {!head && (
          <p className="flex flex-col items-center gap-2 p-3 text-center text-sm leading-5 @xs:p-6 @xs:text-base">
            <VideoOff size={28} strokeWidth={1.5} className="hidden @xs:block" aria-hidden />
            {socket.state === "refused" ? t("view.refused") : t("view.none")}
          </p>
        )}
        {head && stale && (
          <p className="absolute inset-x-0 bottom-0 bg-black/70 px-3 py-1 text-center text-sm text-[#fbbf24]">
            {t("view.stale")}
          </p>
        )}
      </div>
      <figcaption className={clsx("flex items-start gap-1 py-1 ps-3 text-sm text-soft @xs:ps-4", size ? "pe-1" : "pe-3 @xs:pe-4")}>
        <span className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4 py-1">
          <span className="min-w-0 font-medium break-words text-ink">{camera.name}</span>
          {trouble ? (
            <span className="flex items-center gap-1 font-medium text-late">
              <TriangleAlert size={14} aria-hidden />
              {t("view.trouble", { trouble: t(`trouble.${trouble.trouble}.name`), time: clock(trouble.since) })}
            </span>
          ) : (
            head && <span>{head.problem || summary(head)}</span>
          )}
        </span>
        {size && (
          <IconButton
            icon={size.isLarge ? Minimize2 : Maximize2}
            label={t(size.isLarge ? "view.smaller" : "view.larger", { camera: camera.name })}
            onClick={() => {
              size.onChange(!size.isLarge);
            }}
          />
        )}
      </figcaption>
    </figure>
  );

  function summary({ detections, age_seconds }: PictureHead): string {
    const known = detections.filter((one) => one.outcome === "known").length;
    return t("view.summary", {
      faces: t("view.faces", { count: detections.length }),
      known,
      age: formatNumber(Math.round(age_seconds * 10) / 10),
    });
  }
}
