import type { SessionMessage } from "@/features/sessions/messages";
import type { Mark, MarkStatus, Session } from "@/lib/api/types";

/** A change of a mark, for the log in words. */
export interface LogEntry {
  readonly key: string;
  /** Null: before this page was opened, and nobody knows here when. */
  readonly time: string | null;
  readonly studentId: string;
  readonly name: string;
  readonly from: MarkStatus | null;
  readonly to: MarkStatus;
  readonly source: Mark["source"];
}

/** A session as its page shows it; it lives apart from the cache of the server's answers, for events change it. */
export interface LiveSession {
  readonly session: Session | null;
  readonly marks: ReadonlyMap<string, Mark>;
  /** Newest last. */
  readonly log: readonly LogEntry[];
  readonly resumeToken: string;
  /** Whose mark the newest event changed: drawn so that the eye finds them. */
  readonly arrived: ReadonlySet<string>;
}

const NOBODY: ReadonlySet<string> = new Set();

export const NOTHING_YET: LiveSession = { session: null, marks: new Map(), log: [], resumeToken: "", arrived: NOBODY };

/** `answer`: the mark that came back to a teacher's own word, perhaps before the event that tells everybody. */
export type LiveEvent = SessionMessage | { type: "answer"; mark: Mark } | { type: "answered-session"; session: Session };

const MOST_ENTRIES = 1000; // of a longer log the oldest entries are let go

/** What an event makes of a session. `receivedTime` is for the log, when an event names no time of its own. */
export function liveSession(live: LiveSession, event: LiveEvent, receivedTime: string): LiveSession {
  switch (event.type) {
    case "snapshot":
      return replaced(live, event.session, event.marks, event.resume_token, receivedTime);
    case "mark":
      return { ...changed(live, event.mark, receivedTime), resumeToken: event.resume_token };
    case "answer":
      return changed(live, event.mark, receivedTime);
    case "session":
      return { ...live, session: event.session, resumeToken: event.resume_token };
    case "answered-session":
      return { ...live, session: event.session };
    case "heartbeat":
      return { ...live, resumeToken: event.resume_token };
  }
}

/** A snapshot is the whole truth of its moment: what it does not hold is gone, whatever came before. */
function replaced(live: LiveSession, session: Session, marks: readonly Mark[], resumeToken: string, receivedTime: string): LiveSession {
  const isFirst = live.session?.session_id !== session.session_id;
  const known = isFirst ? new Map<string, Mark>() : live.marks;
  const entries = marks
    .filter((mark) => mark.status !== (known.get(mark.student_id)?.status ?? "not_seen"))
    .map((mark) => logEntry(mark, known.get(mark.student_id), isFirst ? null : receivedTime));
  entries.sort((a, b) => (a.time ?? "").localeCompare(b.time ?? ""));
  return {
    session,
    marks: new Map(marks.map((mark) => [mark.student_id, mark])),
    log: (isFirst ? entries : [...live.log, ...entries]).slice(-MOST_ENTRIES),
    resumeToken,
    arrived: isFirst ? NOBODY : new Set(entries.map((entry) => entry.studentId)),
  };
}

/** A mark counts when it is newer than what is known; the same event twice, or a late one, changes nothing. */
function changed(live: LiveSession, mark: Mark, receivedTime: string): LiveSession {
  const known = live.marks.get(mark.student_id);
  if (known && mark.revision <= known.revision) return live;
  const marks = new Map(live.marks).set(mark.student_id, mark);
  if (known?.status === mark.status && known.source === mark.source) return { ...live, marks };
  const log = [...live.log, logEntry(mark, known, receivedTime)].slice(-MOST_ENTRIES);
  return { ...live, marks, log, arrived: new Set([mark.student_id]) };
}

function logEntry(mark: Mark, known: Mark | undefined, receivedTime: string | null): LogEntry {
  // a camera's report may arrive late: the log tells when the student was seen
  const seenNow = mark.source === "camera" && mark.first_seen_time !== known?.first_seen_time;
  return {
    key: `${mark.student_id}:${mark.revision}`,
    time: seenNow ? mark.first_seen_time : (mark.change_time ?? receivedTime ?? mark.first_seen_time),
    studentId: mark.student_id,
    name: mark.display_name,
    from: known?.status ?? null,
    to: mark.status,
    source: mark.source,
  };
}
