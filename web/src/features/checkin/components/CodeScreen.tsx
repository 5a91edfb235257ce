import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { EyeOff, Maximize, QrCode } from "lucide-react";
import { QRCodeSVG } from "qrcode.react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import { Loading } from "@/components/Loading";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { boardQuery, hideCode, showCode } from "@/features/checkin/api/checkIn";
import { codeLink, grouped } from "@/features/checkin/codeLink";
import { CountedIn } from "@/features/checkin/components/CountedIn";
import { StepBar } from "@/features/checkin/components/StepBar";

interface Props {
  sessionId: string;
  /** What the session is called, and the way back to it. */
  title: string;
  back: ReactNode;
}

/** The teacher's screen for the projector: a QR code, the same as six digits, and who has checked in. */
export function CodeScreen({ sessionId, title, back }: Props) {
  const { t } = useTranslation("checkin");
  const queryClient = useQueryClient();
  const board = useQuery(boardQuery(sessionId));
  const screen = useRef<HTMLElement>(null);
  const again = () => queryClient.invalidateQueries({ queryKey: boardQuery(sessionId).queryKey });
  const show = useMutation({ mutationFn: () => showCode(sessionId), onSuccess: again });
  const hide = useMutation({ mutationFn: () => hideCode(sessionId), onSuccess: again });
  const code = board.data?.code;

  return (
    <main ref={screen} className="flex min-h-dvh flex-col bg-page px-5 py-4 sm:px-8">
      <header className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <div className="text-sm">{back}</div>
          <h1 id="page-title" tabIndex={-1} className="text-xl font-semibold break-words">
            {title}
          </h1>
        </div>
        <div className="flex shrink-0 items-center gap-2">
          {code && (
            <Button
              busy={hide.isPending}
              onClick={() => {
                hide.mutate();
              }}
            >
              <EyeOff size={18} aria-hidden />
              {t("screen.hide")}
            </Button>
          )}
          <IconButton
            icon={Maximize}
            label={t("screen.full")}
            onClick={() => {
              void (document.fullscreenElement ? document.exitFullscreen() : screen.current?.requestFullscreen());
            }}
          />
        </div>
      </header>
      {(board.error ?? show.error ?? hide.error) && (
        <div className="mt-4">
          <ProblemNotice error={board.error ?? show.error ?? hide.error} onRetry={() => void again()} />
        </div>
      )}
      {!board.data ? (
        !board.error && <Loading />
      ) : (
        <div className="grid flex-1 items-center gap-8 py-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          {code ? <Code sessionId={sessionId} code={code.code} secondsLeft={code.seconds_left} /> : waiting(board.data.codes_allowed)}
          <CountedIn board={board.data} />
        </div>
      )}
    </main>
  );

  function waiting(allowed: boolean): ReactNode {
    if (!allowed) return <Notice title={t("screen.offTitle")}>{t("screen.off")}</Notice>;
    return (
      <div className="flex flex-col items-center gap-6 rounded-card border border-dashed border-line px-6 py-16 text-center">
        <QrCode size={56} strokeWidth={1.25} className="text-soft" aria-hidden />
        <p className="max-w-md text-lg text-soft">{t("screen.purpose")}</p>
        <Button
          look="main"
          className="h-14 px-8 text-xl"
          busy={show.isPending}
          onClick={() => {
            show.mutate();
          }}
        >
          {t("screen.show")}
        </Button>
      </div>
    );
  }
}

function Code({ sessionId, code, secondsLeft }: { sessionId: string; code: string; secondsLeft: number }) {
  const { t } = useTranslation("checkin");
  return (
    <section aria-label={t("screen.code")} className="flex min-w-0 flex-col items-center gap-5">
      {/* dark on light whatever the theme: telephones read it best */}
      <div className="w-full max-w-[min(30rem,52vh)] rounded-card bg-white p-5 shadow-float">
        <QRCodeSVG
          value={codeLink(window.location.origin, { sessionId, code })}
          level="M"
          marginSize={2}
          bgColor="#ffffff"
          fgColor="#000000"
          title={t("screen.qr")}
          className="block h-auto w-full"
        />
      </div>
      <p className="text-[clamp(3rem,11vw,8rem)] leading-none font-semibold tracking-wide" data-code={code}>
        {grouped(code)}
      </p>
      <StepBar key={code} secondsLeft={secondsLeft} />
      <p className="text-center text-lg text-soft">{t("screen.how", { address: `${window.location.host}/check-in` })}</p>
    </section>
  );
}
