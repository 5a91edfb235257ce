import { Maximize, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { WebcamPreview } from "@/components/WebcamPreview";
import { CheckIn } from "@/features/kiosk/checkIn";
import { NumberInstead, NumberInsteadButton } from "@/features/kiosk/components/NumberInstead";
import { KioskWords } from "@/features/kiosk/components/KioskWords";
import { Ring } from "@/features/kiosk/components/Ring";
import { isUnderWay, type KioskState, share } from "@/features/kiosk/kioskMessages";

const IDLE: KioskState = { at: "idle" };
const SHOWN_MS = { accepted: 4_000, refused: 9_000, closed: 9_000, lost: 9_000 };

/** The whole screen of a kiosk: a mirror, a ring, what to do, and the answer. */
export function KioskScreen({ cameraId, name, stream }: { cameraId: string; name: string; stream: MediaStream }) {
  const { t } = useTranslation("kiosk");
  const video = useRef<HTMLVideoElement>(null);
  const checkIn = useRef<CheckIn | null>(null);
  const [state, setState] = useState<KioskState>(IDLE);
  const [typing, setTyping] = useState(false);
  const underWay = isUnderWay(state);
  const typed = useCallback(() => {
    setTyping(false);
    setState(IDLE);
  }, []);

  useEffect(
    () => () => {
      checkIn.current?.stop();
    },
    [cameraId],
  );

  useEffect(() => {
    if (!(state.at in SHOWN_MS)) return;
    const timer = setTimeout(() => {
      setState(IDLE);
    }, SHOWN_MS[state.at as keyof typeof SHOWN_MS]);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);

  const start = () => {
    if (!video.current) return;
    checkIn.current?.stop();
    checkIn.current = new CheckIn(cameraId, video.current, setState);
  };
  const cancel = () => {
    checkIn.current?.stop();
    setState(IDLE);
  };
  const tone = state.at === "accepted" ? "good" : underWay || state.at === "idle" ? "asking" : "bad";

  return (
    <main className="relative grid h-dvh grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden bg-black text-white [color-scheme:dark]">
      <WebcamPreview
        stream={stream}
        ref={video}
        label={t("picture")}
        mirrored
        className="absolute inset-0 size-full rounded-none object-cover opacity-80"
      />
      <div inert={typing} className="relative flex items-center justify-between gap-4 bg-linear-to-b from-black/70 to-transparent p-5">
        <h1 id="page-title" tabIndex={-1} className="text-lg font-medium">
          {t("title", { camera: name })}
        </h1>
        <button
          type="button"
          aria-label={t("fullScreen")}
          className="rounded-control p-2 hover:bg-white/15"
          onClick={() => {
            void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
          }}
        >
          <Maximize size={22} aria-hidden />
        </button>
      </div>
      <div className="relative grid min-h-0 place-items-center p-4">
        <div className="aspect-square max-h-full w-[min(34rem,86vw)] min-w-0">
          <Ring share={share(state)} tone={tone} />
        </div>
      </div>
      <div inert={typing} className="relative flex flex-col gap-6 bg-linear-to-t from-black/85 via-black/65 to-transparent p-6 pt-12 sm:p-10 sm:pt-16">
        <KioskWords state={state} />
        <div className="flex min-h-16 flex-wrap items-center gap-4">
          {underWay ? (
            <button
              type="button"
              onClick={cancel}
              className="inline-flex h-14 items-center gap-2 rounded-control border border-white/50 px-6 text-lg font-medium hover:bg-white/15"
            >
              <X size={22} aria-hidden />
              {t("cancel")}
            </button>
          ) : (
            <>
              <button
              type="button"
              onClick={start}
              className="h-16 rounded-control bg-white px-10 text-2xl font-semibold text-black hover:bg-white/90 focus-visible:outline-white"
            >
              {state.at === "idle" || state.at === "accepted" ? t("start") : t("again")}
              </button>
              <NumberInsteadButton
                onOpen={() => {
                  setTyping(true);
                }}
              />
            </>
          )}
        </div>
      </div>
      {typing && <NumberInstead cameraId={cameraId} onDone={typed} />}
    </main>
  );
}
