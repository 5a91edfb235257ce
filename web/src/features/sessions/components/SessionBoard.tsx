import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/ProblemNotice";
import { setMark, type TeachersWord } from "@/features/sessions/api/changeSessions";
import { MarkList } from "@/features/sessions/components/MarkList";
import { SessionCounts } from "@/features/sessions/components/SessionCounts";
import { SessionLog } from "@/features/sessions/components/SessionLog";
import { groupsOf } from "@/features/sessions/groups";
import type { LiveSession } from "@/features/sessions/liveSession";
import { asProblem } from "@/lib/api/problem";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { newId } from "@/lib/ids";

interface Props {
  sessionId: string;
  live: LiveSession;
  onAnswer: (mark: Mark) => void;
  /** What stands above the log, such as the cameras' pictures. */
  children?: ReactNode;
}

/** Counts, lists and log of a session. */
export function SessionBoard({ sessionId, live, onAnswer, children }: Props) {
  const { t } = useTranslation("sessions");
  const groups = useMemo(() => groupsOf(live.marks), [live.marks]);
  const isOpen = live.session?.end_time === null;
  const marking = useMutation({
    mutationFn: ({ mark, word }: { mark: Mark; word: TeachersWord }) => setMark(sessionId, mark, word),
    onSuccess: (mark) => {
      onAnswer(mark);
    },
  });
  const lastMarked = useRef("");
  useEffect(() => {
    // the row has moved to another list and taken the focus out of the page: bring it back to the same student
    if (!lastMarked.current || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-student="${lastMarked.current}"] button`)?.focus();
  }, [groups]);
  const onMark = (mark: Mark, status: MarkStatus, note = mark.note) => {
    lastMarked.current = mark.student_id;
    marking.mutate({ mark, word: { status, note, requestId: newId() } });
  };

  return (
    <>
      <SessionCounts groups={groups} isOpen={isOpen} />
      {marking.error && (
        <div className="mt-4">
          <ProblemNotice
            error={marking.error}
            title={t("mark.failed", { name: marking.variables.mark.display_name })}
            onRetry={
              asProblem(marking.error).isPassing
                ? () => {
                    marking.mutate(marking.variables);
                  }
                : undefined
            }
          />
        </div>
      )}
      <div className="mt-6 grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-6">
          <MarkList title={t("groups.here")} empty={t("groups.hereEmpty")} marks={groups.here} onMark={onMark} />
          {(isOpen || groups.waiting.length > 0) && (
            <MarkList
              title={isOpen ? t("groups.waiting") : t("groups.unconfirmed")}
              empty={t("groups.waitingEmpty")}
              marks={groups.waiting}
              onMark={onMark}
            />
          )}
          {(!isOpen || groups.away.length > 0) && (
            <MarkList title={t("groups.away")} empty={t("groups.awayEmpty")} marks={groups.away} onMark={onMark} />
          )}
        </div>
        {/* what is happening now comes first where the columns stand one above the other */}
        <div className="contents lg:flex lg:flex-col lg:gap-6">
          {children && <div className="max-lg:order-first">{children}</div>}
          <SessionLog entries={live.log} />
        </div>
      </div>
    </>
  );
}
