import { type ReactNode, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/ProblemNotice";
import { SearchField } from "@/components/SearchField";
import { MarkList } from "@/features/sessions/components/MarkList";
import type { OnMark } from "@/features/sessions/components/MarkRow";
import { NoteDialog } from "@/features/sessions/components/NoteDialog";
import { SessionCounts } from "@/features/sessions/components/SessionCounts";
import { SessionLog } from "@/features/sessions/components/SessionLog";
import { UndoBar } from "@/features/sessions/components/UndoBar";
import { groupsOf, isFoundBy } from "@/features/sessions/groups";
import type { LiveSession } from "@/features/sessions/liveSession";
import { commandOf } from "@/features/sessions/markKeys";
import { useMarking } from "@/features/sessions/useMarking";
import { asProblem } from "@/lib/api/problem";
import type { Mark } from "@/lib/api/types";

interface Props {
  sessionId: string;
  live: LiveSession;
  onAnswer: (mark: Mark) => void;
  /** Somebody asks why a mark is what it is. The same function at every drawing, or every row is drawn anew. */
  onWhy: (mark: Mark) => void;
  /** What stands above the log, such as the cameras' pictures. */
  children?: ReactNode;
  /** What comes up while a class goes on; below the pictures, so that nothing moves under a teacher's pointer. */
  notices?: ReactNode;
  /** What the marks rest on, below the log. */
  evidence?: ReactNode;
}

/** Counts, lists and log of a session, and a teacher's words by mouse or by single keys. */
export function SessionBoard({ sessionId, live, onAnswer, onWhy, children, notices, evidence }: Props) {
  const { t } = useTranslation("sessions");
  const [query, setQuery] = useState("");
  // here, not in a row: a camera that sees the student meanwhile moves the row to another list
  const [noted, setNoted] = useState<Mark | null>(null);
  const groups = useMemo(() => groupsOf(live.marks), [live.marks]);
  const found = useMemo(
    () => (query ? groupsOf(new Map([...live.marks].filter(([, mark]) => isFoundBy(mark, query)))) : groups),
    [live.marks, query, groups],
  );
  const isOpen = live.session?.end_time === null;
  const marking = useMarking(sessionId, live.marks, onAnswer);
  const board = useRef<HTMLDivElement>(null);
  const lastMarked = useRef("");
  useEffect(() => {
    // the row has moved to another list and taken the focus out of the page: bring it back to the same student
    if (!lastMarked.current || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-student="${lastMarked.current}"] button`)?.focus();
  }, [groups]);

  const { say } = marking;
  const onMark = useCallback<OnMark>(
    (mark, status, note) => {
      lastMarked.current = mark.student_id;
      say(mark, status, note);
    },
    [say],
  );
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const command = board.current && commandOf(event, board.current);
    if (!command) return;
    event.preventDefault();
    if (command.do === "undo") marking.takeBack();
    else if (command.do === "search") board.current?.querySelector<HTMLElement>("input[type=search]")?.focus();
    else if (command.do === "move") command.to.focus();
    else {
      const mark = live.marks.get(command.studentId);
      if (mark) onMark(mark, command.status);
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      onKey(event);
    };
    document.addEventListener("keydown", listen);
    return () => {
      document.removeEventListener("keydown", listen);
    };
  }, []);
  const list = { arrived: live.arrived, onMark, onNote: setNoted, onWhy };
  const emptyWaiting = live.marks.size === 0 ? "groups.rosterEmpty" : "groups.waitingEmpty";

  return (
    <div ref={board}>
      <SessionCounts groups={groups} isOpen={isOpen} />
      {marking.failed.map((failure) => (
        <div key={failure.mark.student_id} className="mt-4">
          <ProblemNotice
            error={failure.error}
            title={t("mark.failed", { name: failure.mark.display_name })}
            onRetry={
              asProblem(failure.error).isPassing
                ? () => {
                    marking.retry(failure);
                  }
                : undefined
            }
          />
        </div>
      ))}
      <div className="mt-6 grid gap-6 lg:grid-cols-2 3xl:grid-cols-3 4xl:grid-cols-4">
        <div className="flex min-w-0 flex-col gap-6 3xl:col-span-2 3xl:grid 3xl:grid-cols-2 3xl:content-start 3xl:items-start">
          <div className="col-span-full flex flex-col gap-2">
            <SearchField label={t("search")} value={query} onSearch={setQuery} />
            <p className="text-sm text-soft pointer-coarse:hidden">{t("keys")}</p>
          </div>
          <MarkList title={t("groups.here")} empty={t(query ? "groups.noneFound" : "groups.hereEmpty")} marks={found.here} {...list} />
          {found.late.length > 0 && <MarkList title={t("groups.late")} empty="" marks={found.late} {...list} />}
          {(isOpen || groups.waiting.length > 0) && (
            <MarkList
              title={isOpen ? t("groups.waiting") : t("groups.unconfirmed")}
              empty={t(query ? "groups.noneFound" : emptyWaiting)}
              marks={found.waiting}
              {...list}
            />
          )}
          {(!isOpen || groups.away.length > 0) && (
            <MarkList title={t("groups.away")} empty={t(query ? "groups.noneFound" : "groups.awayEmpty")} marks={found.away} {...list} />
          )}
        </div>
        {/* what is happening now comes first where the columns stand one above the other */}
        <div className="contents min-w-0 lg:flex lg:flex-col lg:gap-6 4xl:col-span-2 4xl:grid 4xl:grid-cols-2 4xl:items-start">
          <div className="flex flex-col gap-6 empty:hidden max-lg:order-first [&>*]:mb-0">
            {children}
            {notices}
          </div>
          {/* a moment later: the pictures and warnings above it that come meanwhile push nothing away */}
          <div className="flex animate-late flex-col gap-6">
            <SessionLog entries={live.log} />
            {evidence}
          </div>
        </div>
      </div>
      {noted && (
        <NoteDialog
          mark={noted}
          onClose={() => {
            setNoted(null);
          }}
          onMark={(status, note) => {
            onMark(live.marks.get(noted.student_id) ?? noted, status, note);
          }}
        />
      )}
      <UndoBar last={marking.last} onUndo={marking.takeBack} onDismiss={marking.forgetLast} />
    </div>
  );
}
