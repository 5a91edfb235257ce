import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { MarkLabel } from "@/components/MarkLabel";
import { checkIn } from "@/features/checkin/api/checkIn";
import type { LinkedCode } from "@/features/checkin/codeLink";
import type { CheckedIn } from "@/lib/api/types";
import { clock } from "@/lib/format";
import { useProblemWords } from "@/lib/i18n/useProblemWords";
import { newId } from "@/lib/ids";

/** A student's telephone: one field, one button, and the answer in big words. */
export function CheckInForm({ linked }: { linked: LinkedCode | null }) {
  const { t } = useTranslation("checkin");
  const words = useProblemWords();
  const [code, setCode] = useState(linked?.code ?? "");
  const requestId = useRef(newId()); // one student, one wish: the same however often it is sent
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const send = useMutation({
    mutationFn: (typed: string) => checkIn({ code: typed, sessionId: linked?.sessionId ?? null, requestId: requestId.current }),
    onError: () => {
      field.current?.select(); // the next code is typed over this one
    },
  });
  useEffect(() => {
    if (!linked) field.current?.focus();
  }, [linked]);

  if (send.data) return <Done answer={send.data} />;
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = code.replaceAll(/\s/g, "");
        if (typed && !send.isPending) send.mutate(typed);
      }}
    >
      {send.error && (
        <div role="alert" className="flex animate-appear items-start gap-4 rounded-card bg-absent-tint p-5">
          <CircleX size={40} className="shrink-0 text-absent" aria-hidden />
          <div className="min-w-0">
            <p className="text-2xl leading-tight font-semibold">{t("refused")}</p>
            <p className="mt-1 text-lg">{words(send.error)}</p>
          </div>
        </div>
      )}
      <label htmlFor={id} className="text-lg font-medium">
        {t("label")}
      </label>
      <input
        id={id}
        ref={field}
        name="code"
        value={code}
        inputMode="numeric"
        autoComplete="off"
        enterKeyHint="send"
        maxLength={12}
        placeholder="000 000"
        onChange={(event) => {
          setCode(event.target.value);
        }}
        className="h-20 w-full rounded-card border-2 border-edge bg-raised px-2 text-center text-4xl font-semibold tracking-widest placeholder:text-line"
      />
      <Button type="submit" look="main" busy={send.isPending} disabled={!code.trim()} className="h-14 text-xl">
        {t("send")}
      </Button>
      <p className="text-soft">{t("hint")}</p>
    </form>
  );
}

function Done({ answer }: { answer: CheckedIn }) {
  const { t } = useTranslation("checkin");
  const heading = useRef<HTMLHeadingElement>(null);
  const counted = answer.mark.status !== "absent";
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div role="status" className="flex animate-appear flex-col items-center rounded-card bg-present-tint px-5 py-10 text-center">
      <CircleCheck size={88} strokeWidth={1.5} className="text-present" aria-hidden />
      <h2 ref={heading} tabIndex={-1} className="mt-4 text-3xl leading-tight font-semibold tracking-tight text-balance outline-none">
        {t("done.title")}
      </h2>
      <p className="mt-3 text-lg">
        {answer.course_code} · {answer.course_title}
      </p>
      <p className="text-lg text-soft">{t("done.where", { room: answer.room_name, time: clock(answer.check_in_time) })}</p>
      <p className="mt-5 flex flex-wrap items-center justify-center gap-2">
        <span>{t(counted ? "done.mark" : "done.teachersWord")}</span>
        <MarkLabel status={answer.mark.status} />
      </p>
    </div>
  );
}
