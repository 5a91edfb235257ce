import { useMutation } from "@tanstack/react-query";
import { Keyboard } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { claimAtKiosk } from "@/features/kiosk/api";
import { useProblemWords } from "@/lib/i18n/useProblemWords";
import { newId } from "@/lib/ids";

const SHOWN_MS = 6_000;
const LEFT_ALONE_MS = 45_000;
const BUTTON = "inline-flex h-14 items-center gap-2 rounded-control px-6 text-lg font-medium";

/** Over the kiosk's picture: whoever is not recognised, or does not want to be, types a number. */
export function NumberInstead({ cameraId, onDone }: { cameraId: string; onDone: () => void }) {
  const { t } = useTranslation("kiosk");
  const words = useProblemWords();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const requestId = useRef(newId());
  const send = useMutation({ mutationFn: (number: string) => claimAtKiosk(cameraId, number, requestId.current) });
  useEffect(() => {
    field.current?.focus();
  }, []);
  useEffect(() => {
    // the next person finds an empty kiosk
    const timer = setTimeout(onDone, send.isSuccess ? SHOWN_MS : LEFT_ALONE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [send.isSuccess, onDone]);

  return (
    <div className="absolute inset-0 z-10 grid place-items-center bg-black/95 p-6">
      {send.isSuccess ? (
        <div role="status" className="max-w-xl text-center">
          <p className="text-4xl font-semibold text-balance">{t("other.done")}</p>
          <p className="mt-3 text-xl text-white/80">{t("other.doneText")}</p>
        </div>
      ) : (
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
            className="h-16 rounded-control bg-white px-4 text-2xl text-black"
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
      )}
    </div>
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
