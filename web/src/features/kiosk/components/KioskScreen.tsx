import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { WebcamPreview } from "@/components/WebcamPreview";
import { type Kiosk, kioskQuery } from "@/features/kiosk/api";
import { CheckIn } from "@/features/kiosk/checkIn";
import { KioskClock } from "@/features/kiosk/components/KioskClock";
import { KioskTools } from "@/features/kiosk/components/KioskTools";
import { KioskWords } from "@/features/kiosk/components/KioskWords";
import { NumberInstead, NumberInsteadButton } from "@/features/kiosk/components/NumberInstead";
import { Ring } from "@/features/kiosk/components/Ring";
import { isUnderWay, type KioskState, share } from "@/features/kiosk/kioskMessages";
import { useAwake } from "@/features/kiosk/useAwake";
import { useKioskCamera } from "@/features/kiosk/useKioskCamera";
import { clock } from "@/lib/format";
import { setLanguage } from "@/lib/i18n/setup";

const IDLE: KioskState = { at: "idle" };
const SHOWN_MS = { accepted: 3_000, refused: 9_000, closed: 9_000, lost: 9_000 };
const OWN_LANGUAGE_AFTER_MS = 60_000;

/** The whole screen of a kiosk: clock, room and class; a mirror, a ring, what to do, and the answer. */
export function KioskScreen({ kiosk, connected }: { kiosk: Kiosk; connected: boolean }) {
  const { t, i18n } = useTranslation("kiosk");
  const queryClient = useQueryClient();
  const video = useRef<HTMLVideoElement>(null);
  const checkIn = useRef<CheckIn | null>(null);
  const [state, setState] = useState<KioskState>(IDLE);
  const [typing, setTyping] = useState(false);
  const [tried, setTried] = useState(false);
  const { running } = kiosk;
  // without a class the camera's light is out, but for once: whoever sets the kiosk up is asked and sees that it works
  const { stream, problem } = useKioskCamera(running !== null || !tried);
  if (stream && !tried) setTried(true);
  const underWay = isUnderWay(state);
  const idle = state.at === "idle" && !typing;
  useAwake();
  const typed = useCallback(() => {
    setTyping(false);
    setState(IDLE);
  }, []);

  useEffect(
    () => () => {
      checkIn.current?.stop();
    },
    [],
  );

  useEffect(() => {
    if (!(state.at in SHOWN_MS)) return;
    // why it broke may be that this is no kiosk any more
    if (state.at === "lost" || state.at === "closed") void queryClient.invalidateQueries({ queryKey: kioskQuery.queryKey });
    const timer = setTimeout(() => {
      setState(IDLE);
    }, SHOWN_MS[state.at as keyof typeof SHOWN_MS]);
    return () => {
      clearTimeout(timer);
    };
  }, [state, queryClient]);

  useEffect(() => {
    // the next person finds the language of the place, whatever the one before chose
    if (!idle || i18n.language === kiosk.language) return;
    const timer = setTimeout(() => void setLanguage(kiosk.language), OWN_LANGUAGE_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [idle, i18n.language, kiosk.language]);

  const start = () => {
    if (!video.current) return;
    checkIn.current?.stop();
    checkIn.current = new CheckIn(video.current, setState);
  };
  const cancel = () => {
    checkIn.current?.stop();
    setState(IDLE);
  };
  const tone = state.at === "accepted" ? "good" : underWay || state.at === "idle" ? "asking" : "bad";
  const ready = running !== null && connected && stream !== null;

  return (
    <main className="relative grid min-h-dvh grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden bg-black text-white [color-scheme:dark] sm:h-dvh">
      {stream && running && (
        <WebcamPreview
          stream={stream}
          ref={video}
          label={t("picture")}
          mirrored
          className="absolute inset-0 size-full rounded-none object-cover opacity-80"
        />
      )}
      <div inert={typing} className="relative flex flex-wrap items-start justify-between gap-x-6 gap-y-2 bg-black/70 p-5 sm:bg-transparent sm:bg-linear-to-b sm:from-black/85 sm:via-black/60 sm:to-transparent sm:pb-10">
        <div className="min-w-0">
          <h1 id="page-title" tabIndex={-1} className="text-2xl font-semibold break-words sm:text-3xl">
            {kiosk.room_name}
          </h1>
          <p className="text-lg text-white/90 sm:text-2xl">{running ? `${running.course_code} · ${running.course_title}` : t("noClass.title")}</p>
          {running && <p className="text-sm text-white/80 sm:text-base">{times(running)}</p>}
        </div>
        <div className="ms-auto flex flex-col items-end gap-2">
          <KioskClock aheadMs={kiosk.aheadMs} />
          <KioskTools />
        </div>
      </div>
      <div className="pointer-events-none relative m-2 min-h-24 sm:min-h-0">
        {running && (
          <div className="absolute inset-0">
            <Ring share={share(state)} tone={tone} />
          </div>
        )}
      </div>
      <div inert={typing} className="relative flex flex-col gap-4 bg-black/70 p-5 sm:gap-6 sm:bg-transparent sm:bg-linear-to-t sm:from-black/85 sm:via-black/65 sm:to-transparent sm:p-10 sm:pt-16">
        <KioskWords state={state} running={running} connected={connected} problem={problem} />
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
              {ready && (
                <button
                  type="button"
                  onClick={start}
                  className="min-h-16 rounded-control bg-white px-10 py-2 text-2xl font-semibold text-black hover:bg-white/90 focus-visible:outline-white"
                >
                  {state.at === "idle" || state.at === "accepted" ? t("start") : t("again")}
                </button>
              )}
              {running && connected && (
                <NumberInsteadButton
                  onOpen={() => {
                    setTyping(true);
                  }}
                />
              )}
            </>
          )}
        </div>
      </div>
      {typing && <NumberInstead byCode={kiosk.codes_allowed} onDone={typed} />}
    </main>
  );

  function times({ start_time: begins, end_time: ends }: NonNullable<Kiosk["running"]>): string {
    return ends ? t("class.until", { start: clock(begins), end: clock(ends) }) : t("class.since", { start: clock(begins) });
  }
}
