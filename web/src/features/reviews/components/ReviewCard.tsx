import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, UserRoundSearch, UserRoundX, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CheckRow } from "@/components/CheckRow";
import { ProblemNotice } from "@/components/ProblemNotice";
import { type Answer, decideReview, reviewCropUrl } from "@/features/reviews/api/reviews";
import { RosterPicker } from "@/features/reviews/components/RosterPicker";
import type { Mark, Review } from "@/lib/api/types";
import { clockSeconds } from "@/lib/format";
import { newId } from "@/lib/ids";

interface Props {
  sessionId: string;
  review: Review;
  roster: ReadonlyMap<string, Mark>;
  onSkip: (() => void) | undefined;
}

/** One face and what can be said of it. Every answer is a button: the keyboard needs nothing else. */
export function ReviewCard({ sessionId, review, roster, onSkip }: Props) {
  const { t } = useTranslation("reviews");
  const queryClient = useQueryClient();
  const [learn, setLearn] = useState(false);
  const [picking, setPicking] = useState(false);
  const question = useRef<HTMLHeadingElement>(null);
  const deciding = useMutation({
    mutationFn: (answer: Answer) => decideReview(review, answer),
    // also when somebody else was faster: the next look shows what is left
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["reviews", sessionId] }),
  });
  useEffect(() => {
    question.current?.focus(); // the face before has gone and taken the focus along
  }, []);
  const say = (verdict: Answer["verdict"], personId?: string) => {
    if (deciding.isPending) return;
    deciding.mutate({ verdict, learn: learn && Boolean(personId), requestId: newId(), ...(personId ? { personId } : {}) });
  };
  const saying = (verdict: Answer["verdict"], personId?: string) => ({
    busy: deciding.isPending && deciding.variables.verdict === verdict && deciding.variables.personId === personId,
    held: deciding.isPending,
    onClick: () => {
      say(verdict, personId);
    },
  });
  const nameOf = (personId: string) => roster.get(personId)?.display_name ?? t("somebody");
  const nearest = review.candidates[0];

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <img
          src={reviewCropUrl(review.review_id)}
          alt={t("crop", { time: clockSeconds(review.capture_time) })}
          className="size-40 shrink-0 rounded-card border border-line bg-sunken object-contain"
        />
        <div className="min-w-48 flex-1">
          <h3 ref={question} tabIndex={-1} className="font-semibold outline-none">
            {nearest ? t("isIt", { name: nameOf(nearest.person_id) }) : t("whoIsIt")}
          </h3>
          <p className="mt-1 text-soft">{t("reason", { reason: reasonWords(review.reason) })}</p>
          <p className="mt-1 text-sm text-soft">
            {t("seen", { from: clockSeconds(review.first_seen_time), to: clockSeconds(review.last_seen_time) })}
          </p>
        </div>
      </div>
      {deciding.error && <ProblemNotice error={deciding.error} title={t("failed")} />}
      {picking ? (
        <RosterPicker
          roster={roster}
          onPick={(personId) => {
            const isCandidate = review.candidates.some((one) => one.person_id === personId);
            say(isCandidate ? "yes" : "other_person", personId);
          }}
          onCancel={() => {
            setPicking(false);
            question.current?.focus(); // the button that was pressed has gone
          }}
        />
      ) : (
        <div className="flex flex-col gap-2">
          {review.candidates.map((candidate) => (
            <Button
              key={candidate.person_id}
              look={candidate === nearest ? "main" : "plain"}
              {...saying("yes", candidate.person_id)}
            >
              <Check size={18} aria-hidden />
              <span className="truncate">{t("yes", { name: nameOf(candidate.person_id) })}</span>
            </Button>
          ))}
          <div className="grid gap-2 sm:grid-cols-[1fr_auto_auto]">
            <Button {...saying("not_this_person", nearest?.person_id)}>
              <X size={18} aria-hidden />
              {t("no")}
            </Button>
            <Button
              onClick={() => {
                setPicking(true);
              }}
            >
              <UserRoundSearch size={18} aria-hidden />
              {t("other")}
            </Button>
            <Button {...saying("stranger")}>
              <UserRoundX size={18} aria-hidden />
              {t("stranger")}
            </Button>
          </div>
        </div>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3">
        <CheckRow checked={learn} onChange={setLearn}>
          {t("learn")}
        </CheckRow>
        {onSkip && (
          <Button look="quiet" small onClick={onSkip}>
            {t("later")}
          </Button>
        )}
      </div>
    </div>
  );

  /** Recognition's own words, in the reader's language where it is known. */
  function reasonWords(reason: string): string {
    return t(`reasons.${reason}`, { defaultValue: reason });
  }
}
