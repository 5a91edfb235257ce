import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DecisionNote } from "@/components/DecisionNote";
import { ProblemNotice } from "@/components/ProblemNotice";
import { decideExcuse } from "@/features/excuses/api/excuses";
import { asProblem } from "@/lib/api/problem";
import type { Excuse } from "@/lib/api/types";
import { newId } from "@/lib/ids";

interface Props {
  excuse: Excuse;
  approveButton?: Ref<HTMLButtonElement>;
  noteField?: Ref<HTMLTextAreaElement>;
  onDecided: (excuse: Excuse) => void;
}

/** Approves or declines, also what was decided before. A note that could not be sent stays. */
export function DecideExcuse({ excuse, approveButton, noteField, onDecided }: Props) {
  const { t } = useTranslation("excuses");
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const [wish, setWish] = useState({ approve: true, requestId: newId() });
  const deciding = useMutation({
    mutationFn: (wanted: typeof wish) => decideExcuse(excuse, { ...wanted, note: note.trim() }),
    onSuccess: async (decided) => {
      await queryClient.invalidateQueries({ queryKey: ["excuses"] });
      onDecided(decided);
    },
    onError: (error) => {
      // somebody changed it: shown as it is now, to be looked at again
      if (asProblem(error).reason === "EXCUSE_CHANGED") void queryClient.invalidateQueries({ queryKey: ["excuses"] });
    },
  });
  const decide = (approve: boolean) => {
    const without = !approve && !note.trim();
    setMissing(without);
    if (without || deciding.isPending) return;
    const next = approve === wish.approve ? wish : { approve, requestId: newId() };
    setWish(next);
    deciding.mutate(next);
  };
  const undecided = excuse.state === "requested";
  return (
    <form
      noValidate
      aria-label={t("decide.title")}
      className="flex max-w-2xl flex-col gap-4 rounded-card border border-line bg-sunken p-4"
      onSubmit={(event) => {
        event.preventDefault();
        decide(true);
      }}
    >
      {deciding.error && <ProblemNotice error={deciding.error} />}
      <DecisionNote
        ref={noteField}
        label={t("decide.note")}
        hint={t("decide.noteHint")}
        maxLength={1000}
        value={note}
        error={missing ? t("decide.noteMissing") : undefined}
        onChange={setNote}
        onSend={() => {
          decide(false);
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        {excuse.state !== "approved" && (
          <Button ref={approveButton} type="submit" look="main" busy={deciding.isPending && wish.approve} held={deciding.isPending}>
            {t("decide.approve")}
            {undecided && <Key>A</Key>}
          </Button>
        )}
        {(undecided || excuse.state === "approved") && (
          <Button
            look="danger"
            busy={deciding.isPending && !wish.approve}
            held={deciding.isPending}
            onClick={() => {
              decide(false);
            }}
          >
            {undecided ? t("decide.decline") : t("decide.revoke")}
            {undecided && <Key>D</Key>}
          </Button>
        )}
      </div>
    </form>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd aria-hidden className="rounded border border-current/30 px-1 text-xs font-normal opacity-80 pointer-coarse:hidden">
      {children}
    </kbd>
  );
}
