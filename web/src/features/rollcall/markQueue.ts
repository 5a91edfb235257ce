import type { WantedMark } from "@/features/rollcall/api/setMarks";
import { asProblem, ProblemError } from "@/lib/api/problem";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { newId } from "@/lib/ids";

export const GATHER_MS = 250; // one call for what is typed in a row
export const TRY_AGAIN_MS = 3_000;
const MOST = 500; // marks a call

export interface Word {
  mark: Mark;
  status: MarkStatus;
  note: string;
}

export interface Refused {
  studentId: string;
  name: string;
  why: ProblemError;
}

interface Answer {
  student_id: string;
  mark: Mark | null;
  refused: { reason: string; message: string } | null;
}

export type SendMarks = (wanted: readonly WantedMark[], note: string) => Promise<{ answers: readonly Answer[] }>;

interface Waiting extends WantedMark {
  note: string;
}

/** What the page shows of the queue; replaced as a whole with each change. */
export interface QueueState {
  /** Said, and not answered yet. */
  readonly pending: ReadonlyMap<string, MarkStatus>;
  readonly refused: readonly Refused[];
  /** Why the last call failed as a whole. */
  readonly problem: ProblemError | null;
}

/**
 * Sends a teacher's words in few calls, each student's in order. At most the roster waits: a student's newer word
 * replaces one that has not been sent. What could not be sent is sent again by the same ids, after the end of a login
 * when it is flushed.
 */
export class MarkQueue {
  state: QueueState = { pending: new Map(), refused: [], problem: null };
  private readonly newest = new Map<string, Mark>();
  private waiting: Waiting[] = [];
  private underWay: Waiting[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  private readonly send: SendMarks;
  private readonly onAnswer: (mark: Mark) => void;

  constructor(send: SendMarks, onAnswer: (mark: Mark) => void) {
    this.send = send;
    this.onAnswer = onAnswer;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly snapshot = (): QueueState => this.state;

  /** The mark as it was answered here, where the session's events have not told of it yet. */
  known(mark: Mark): Mark {
    const answered = this.newest.get(mark.student_id);
    return answered && answered.revision > mark.revision ? answered : mark;
  }

  say(words: readonly Word[]): void {
    if (words.length === 0) return;
    const ids = new Set(words.map(({ mark }) => mark.student_id));
    this.waiting = this.waiting.filter((one) => !ids.has(one.mark.student_id));
    this.waiting.push(...words.map((word) => ({ ...word, requestId: newId() })));
    this.show({ refused: this.state.refused.filter((one) => !ids.has(one.studentId)) });
    this.soon(GATHER_MS);
  }

  /** Now, and without waiting for more. */
  flush(): void {
    this.soon(0);
  }

  /** Whoever leaves the page has said what they have said; but nothing is sent as somebody who logs in later. */
  leave(): void {
    if (this.state.problem?.isLoggedOut) this.waiting = [];
    this.flush();
  }

  private soon(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sendNext(), delayMs);
  }

  private async sendNext(): Promise<void> {
    const first = this.waiting[0];
    if (this.underWay.length > 0 || !first) return; // what is under way goes on when it is answered
    const batch = this.waiting.filter((one) => one.note === first.note).slice(0, MOST);
    this.underWay = batch;
    this.waiting = this.waiting.filter((one) => !batch.includes(one));
    let delayMs = 0;
    try {
      const { answers } = await this.send(batch, first.note);
      this.settle(batch, answers);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.isPassing || problem.isLoggedOut) {
        const newer = new Set(this.waiting.map((one) => one.mark.student_id));
        this.waiting = [...batch.filter((one) => !newer.has(one.mark.student_id)), ...this.waiting];
        delayMs = TRY_AGAIN_MS;
      }
      this.underWay = [];
      this.show({ problem });
      if (problem.isLoggedOut) return; // the page asks for a login, and then flushes
    }
    if (this.waiting.length > 0) this.soon(delayMs);
  }

  private settle(batch: readonly Waiting[], answers: readonly Answer[]): void {
    const names = new Map(batch.map(({ mark }) => [mark.student_id, mark.display_name]));
    const refused: Refused[] = [];
    for (const { student_id: studentId, mark, refused: why } of answers) {
      if (why) refused.push({ studentId, name: names.get(studentId) ?? "", why: new ProblemError(why.message, 409, why.reason) });
      if (!mark) continue;
      this.newest.set(studentId, mark);
      // a word said meanwhile was said about this mark
      this.waiting = this.waiting.map((one) => (one.mark.student_id === studentId ? { ...one, mark } : one));
      this.onAnswer(mark);
    }
    this.underWay = [];
    const lost = new Set(refused.map((one) => one.studentId));
    this.show({ problem: null, refused: [...this.state.refused.filter((one) => !lost.has(one.studentId)), ...refused] });
  }

  private show(change: Partial<QueueState>): void {
    const pending = new Map([...this.underWay, ...this.waiting].map((one) => [one.mark.student_id, one.status]));
    this.state = { ...this.state, ...change, pending };
    for (const listener of this.listeners) listener();
  }
}
