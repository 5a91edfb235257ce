import { useMutation } from "@tanstack/react-query";
import { Keyboard } from "lucide-react";
import { QRCodeSVG } from "qrcode.react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { claimAtKiosk } from "@/features/kiosk/api";
import { useProblemWords } from "@/lib/i18n/useProblemWords";
import { newId } from "@/lib/ids";

const SHOWN_MS = 6_000;
const LEFT_ALONE_MS = 45_000;
const BUTTON = "inline-flex min-h-14 items-center gap-2 rounded-control px-6 py-2 text-lg font-medium focus-visible:outline-white";

/** Over the kiosk's picture: whoever is not recognised, or does not want to be, types a number or takes a telephone. */
export function NumberInstead({ byCode, onDone }: { byCode: boolean; onDone: () => void }) {
  const { t } = useTranslation("kiosk");
  const words = useProblemWords();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [requestId, setRequestId] = useState(newId); // another number is another wish, and a sign of life
  const send = useMutation({ mutationFn: (number: string) => claimAtKiosk(number, requestId) });
  useEffect(() => {
    field.current?.focus();
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape") onDone();
    };
    window.addEventListener("keydown", escape);
    return () => {
      window.removeEventListener("keydown", escape);
    };
  }, [onDone]);
  useEffect(() => {
    // the next person finds an empty kiosk
    const timer = setTimeout(onDone, send.isSuccess ? SHOWN_MS : LEFT_ALONE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [send.isSuccess, requestId, onDone]);

  if (send.isSuccess) {
    return (
      <div className="absolute inset-0 z-10 grid place-items-center bg-black/95 p-6">
        <div role="status" className="max-w-xl text-center">
          <p className="text-4xl font-semibold text-balance">{t("other.done")}</p>
          <p className="mt-3 text-xl text-white/80">{t("other.doneText")}</p>
        </div>
      </div>
    );
  }
  return (
    <div className="absolute inset-0 z-10 flex flex-col overflow-y-auto bg-black/95 p-6">
      <div className="m-auto flex w-full max-w-4xl flex-col gap-10 lg:flex-row lg:items-start lg:gap-16">
        <form
          className="flex w-full max-w-xl flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const number = field.current?.value.trim() ?? "";
            if (number && !send.isPending) send.mutate(number);
          }}
        >
          <h2 className="text-3xl font-semibold">{t("other.title")}</h2>
          <p className="text-lg text-white/80">{t("other.text")}</p>
          {send.error && (
            <p role="alert" className="rounded-control bg-white p-3 text-lg font-medium text-black">
              {words(send.error)}
            </p>
          )}
          <label htmlFor={id} className="text-lg font-medium">
            {t("other.label")}
          </label>
          <input
            id={id}
            ref={field}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={50}
            onChange={() => {
              setRequestId(newId());
            }}
            className="h-16 w-full rounded-control bg-white px-4 text-2xl text-black focus-visible:outline-white"
          />
          <div className="flex flex-wrap gap-3">
            <button type="submit" className={`${BUTTON} bg-white text-black hover:bg-white/90`}>
              {t("other.send")}
            </button>
            <button type="button" onClick={onDone} className={`${BUTTON} border border-white/50 hover:bg-white/15`}>
              {t("other.back")}
            </button>
          </div>
        </form>
        {byCode && <ByTelephone />}
      </div>
    </div>
  );
}

/** The teacher's code, typed on the student's own telephone: nothing of it is typed here. */
function ByTelephone() {
  const { t } = useTranslation("kiosk");
  return (
    <section className="flex max-w-xs flex-col gap-3">
      <h2 className="text-2xl font-semibold">{t("phone.title")}</h2>
      <p className="text-lg break-words text-white/80">{t("phone.text", { address: `${window.location.host}/check-in` })}</p>
      <div className="w-40 rounded-card bg-white p-2">
        <QRCodeSVG
          value={`${window.location.origin}/check-in`}
          bgColor="#ffffff"
          fgColor="#000000"
          title={t("phone.qr")}
          className="block h-auto w-full"
        />
      </div>
    </section>
  );
}

/** The way there, beside the kiosk's own button. */
export function NumberInsteadButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation("kiosk");
  return (
    <button type="button" onClick={onOpen} className={`${BUTTON} border border-white/50 hover:bg-white/15`}>
      <Keyboard size={22} aria-hidden />
      {t("other.open")}
    </button>
  );
}
