import { useMutation } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

import { setMark, type TeachersWord } from "@/features/sessions/api/changeSessions";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { newId } from "@/lib/ids";

interface Wish {
  mark: Mark;
  word: TeachersWord;
  /** The word that it takes back. */
  takesBack: LastWord | null;
}

export interface FailedMark extends Wish {
  error: unknown;
}

/** A mark that was just set by hand, and what it was before. */
export interface LastWord {
  before: Mark;
  after: Mark;
}

/** A teacher's words on students: one at a time or many in a row, each kept until it is said, the last to be taken back. */
export function useMarking(sessionId: string, marks: ReadonlyMap<string, Mark>, onAnswer: (mark: Mark) => void) {
  const [last, setLast] = useState<LastWord | null>(null);
  const [failed, setFailed] = useState<readonly FailedMark[]>([]);
  const turns = useRef(new Map<string, Promise<LastWord | null>>());
  /** A word on somebody of whom another is under way waits for its answer: it is said about that mark. */
  const inTurn = ({ mark, word }: Wish): Promise<LastWord> => {
    const { student_id: studentId } = mark;
    const said = (turns.current.get(studentId) ?? Promise.resolve(null)).then(async (earlier) => {
      const before = earlier && earlier.after.revision > mark.revision ? earlier.after : mark;
      return { before, after: await setMark(sessionId, before, word) };
    });
    turns.current.set(
      studentId,
      said.catch(() => null),
    );
    return said;
  };
  const { mutate } = useMutation({
    mutationFn: inTurn,
    onSuccess: (said, { takesBack }) => {
      onAnswer(said.after);
      setLast((newer) => (takesBack ? (newer === takesBack ? null : newer) : said));
    },
    onError: (error, wish) => {
      setLast((newer) => newer ?? wish.takesBack);
      setFailed((others) => [...others.filter((one) => one.mark.student_id !== wish.mark.student_id), { ...wish, error }]);
    },
  });
  const forget = useCallback((studentId: string) => {
    setFailed((others) => others.filter((one) => one.mark.student_id !== studentId));
  }, []);
  const say = useCallback(
    (mark: Mark, status: MarkStatus, note = mark.note) => {
      forget(mark.student_id);
      mutate({ mark, word: { status, note, requestId: newId() }, takesBack: null });
    },
    [forget, mutate],
  );

  /** The same wish again, so that what was done after all is not done twice. */
  const retry = ({ mark, word, takesBack }: FailedMark) => {
    forget(mark.student_id);
    mutate({ mark, word, takesBack });
  };

  /** To what was there before: another word of a teacher, or what cameras and rules say. */
  const takeBack = () => {
    if (!last) return;
    setLast(null); // it is taken back once, however often the key is pressed
    const { before, after } = last;
    forget(after.student_id);
    const word = before.source === "teacher" ? { status: before.status, note: before.note } : { status: "not_seen" as const, note: "" };
    const now = marks.get(after.student_id) ?? after;
    mutate({ mark: now, word: { ...word, requestId: newId() }, takesBack: last });
  };

  const forgetLast = () => {
    setLast(null);
  };

  return { last, failed, say, retry, takeBack, forgetLast };
}
