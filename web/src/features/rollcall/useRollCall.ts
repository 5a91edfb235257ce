import { useEffect, useState, useSyncExternalStore } from "react";

import { setMarks } from "@/features/rollcall/api/setMarks";
import { MarkQueue } from "@/features/rollcall/markQueue";
import { type Said, type Step, wayBack } from "@/features/rollcall/rollCall";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { LOGIN_AGAIN_EVENT, tellIfLoginEnded } from "@/lib/socket/loginEvents";

const STEPS_KEPT = 50;

/** A teacher's words on many students: shown at once, sent together, each refused by itself, taken back in order. */
export function useRollCall(sessionId: string, marks: ReadonlyMap<string, Mark>, onAnswer: (mark: Mark) => void) {
  const [queue] = useState(
    () =>
      new MarkQueue(
        async (wanted, note) => {
          try {
            return await setMarks(sessionId, wanted, note);
          } catch (error) {
            tellIfLoginEnded(error);
            throw error;
          }
        },
        (mark) => {
          onAnswer(mark);
        },
      ),
  );
  const state = useSyncExternalStore(queue.subscribe, queue.snapshot);
  const [steps, setSteps] = useState<readonly Step[]>([]);
  useEffect(() => {
    const again = () => {
      queue.flush();
    };
    window.addEventListener(LOGIN_AGAIN_EVENT, again);
    return () => {
      window.removeEventListener(LOGIN_AGAIN_EVENT, again);
      queue.leave();
    };
  }, [queue]);

  const say = (studentIds: readonly string[], status: MarkStatus) => {
    const before = studentIds.flatMap((studentId) => marks.get(studentId) ?? []).map((mark) => queue.known(mark));
    if (before.length === 0) return;
    // now, before the queue knows of the new word
    const step: Step = before.map((mark): Said => ({ before: mark, unanswered: queue.state.pending.get(mark.student_id) ?? null }));
    setSteps((all) => [...all, step].slice(-STEPS_KEPT));
    queue.say(before.map((mark) => ({ mark, status, note: mark.source === "teacher" ? mark.note : "" })));
  };

  const undo = () => {
    const last = steps.at(-1);
    if (!last) return;
    setSteps(steps.slice(0, -1));
    queue.say(last.map((one) => ({ mark: queue.known(marks.get(one.before.student_id) ?? one.before), ...wayBack(one) })));
  };

  const retry = () => {
    queue.flush();
  };

  return { ...state, canUndo: steps.length > 0, say, undo, retry };
}
