import { describe, expect, test } from "vitest";

import { liveSession, type LiveEvent, type LiveSession, NOTHING_YET } from "@/features/sessions/liveSession";
import type { Mark, Session } from "@/lib/api/types";
import { markOf } from "@/testing/marks";

const SESSION: Session = {
  session_id: "s1",
  course_id: "c1",
  course_code: "CS101",
  course_title: "Introduction",
  room_id: "r1",
  room_name: "B-204",
  started_by: "t1",
  start_time: "2026-03-02T09:00:00Z",
  end_time: null,
  late_after_seconds: 600,
  camera_ids: [],
  roster_size: 2,
  present_count: 0,
  planned_start_time: null,
  planned_end_time: null,
  policy_version_id: "",
};

const seen = (student: string, revision: number, time = "2026-03-02T09:01:00Z"): Mark =>
  markOf(student, { status: "present", source: "camera", first_seen_time: time, last_seen_time: time, revision });

const snapshot = (marks: Mark[], resume_token = "t0"): LiveEvent => ({ type: "snapshot", resume_token, session: SESSION, marks });

const NOW = "2026-03-02T09:05:00Z";
const after = (...events: LiveEvent[]): LiveSession =>
  events.reduce((live, event) => liveSession(live, event, NOW), NOTHING_YET);
const statusOf = (live: LiveSession, student: string) => live.marks.get(student)?.status;

describe("a live session", () => {
  test("a snapshot brings the session, its marks and the token", () => {
    const live = after(snapshot([markOf("a"), seen("b", 3)], "t3"));
    expect(live.session).toEqual(SESSION);
    expect(statusOf(live, "a")).toBe("not_seen");
    expect(statusOf(live, "b")).toBe("present");
    expect(live.resumeToken).toBe("t3");
  });

  test("the first snapshot tells in the log who was there before", () => {
    const live = after(snapshot([seen("late", 2, "2026-03-02T09:02:00Z"), markOf("a"), seen("early", 1)]));
    expect(live.log.map((entry) => entry.studentId)).toEqual(["early", "late"]);
    expect(live.log[0]?.time).toBe("2026-03-02T09:01:00Z");
  });

  test("what was said or decided before is told at its own time, in order with what was seen", () => {
    const excused = markOf("a", { status: "excused", source: "teacher", revision: 4, change_time: "2026-03-02T09:03:00Z" });
    const absent = markOf("c", { status: "absent", source: "policy", revision: 5, change_time: "2026-03-02T10:00:00Z" });
    const live = after(snapshot([absent, excused, seen("b", 3)]));
    expect(live.log.map(({ studentId, time }) => [studentId, time])).toEqual([
      ["b", "2026-03-02T09:01:00Z"],
      ["a", "2026-03-02T09:03:00Z"],
      ["c", "2026-03-02T10:00:00Z"],
    ]);
  });

  test("a mark whose history does not go back so far has no time in the log, for nobody here knows it", () => {
    const live = after(snapshot([markOf("a", { status: "excused", source: "teacher", revision: 4 })]));
    expect(live.log).toMatchObject([{ studentId: "a", to: "excused", time: null }]);
  });

  test("what changed while the connection was cut is told at its own time", () => {
    const excused = markOf("a", { status: "excused", source: "teacher", revision: 4, change_time: "2026-03-02T09:03:00Z" });
    const live = after(snapshot([markOf("a")]), snapshot([excused], "t9"));
    expect(live.log).toMatchObject([{ to: "excused", time: "2026-03-02T09:03:00Z" }]);
  });

  test("a mark moves the student and is told in the log at the time of the sighting", () => {
    const live = after(snapshot([markOf("a")]), { type: "mark", resume_token: "t1", mark: seen("a", 1) });
    expect(statusOf(live, "a")).toBe("present");
    expect(live.log).toMatchObject([{ studentId: "a", from: "not_seen", to: "present", time: "2026-03-02T09:01:00Z" }]);
    expect(live.resumeToken).toBe("t1");
  });

  test("a teacher's mark is told at the time it was heard of", () => {
    const excused = markOf("a", { status: "excused", source: "teacher", revision: 1 });
    const live = after(snapshot([markOf("a")]), { type: "mark", resume_token: "t1", mark: excused });
    expect(live.log).toMatchObject([{ to: "excused", source: "teacher", time: NOW }]);
  });

  test("the same mark twice is told once", () => {
    const event: LiveEvent = { type: "mark", resume_token: "t1", mark: seen("a", 1) };
    const once = after(snapshot([markOf("a")]), event);
    const twice = liveSession(once, event, NOW);
    expect(twice).toEqual(once);
    expect(twice.marks).toBe(once.marks);
  });

  test("a mark that comes after a newer one changes nothing but the token", () => {
    const live = after(
      snapshot([markOf("a")]),
      { type: "mark", resume_token: "t2", mark: markOf("a", { status: "absent", source: "teacher", revision: 2 }) },
      { type: "mark", resume_token: "t1", mark: seen("a", 1) },
    );
    expect(statusOf(live, "a")).toBe("absent");
    expect(live.log).toHaveLength(1);
  });

  test("the answer to a teacher's word shows at once, and the event that follows is no second entry", () => {
    const late = markOf("a", { status: "late", source: "teacher", revision: 5 });
    const live = after(
      snapshot([markOf("a")]),
      { type: "answer", mark: late },
      { type: "mark", resume_token: "t5", mark: late },
    );
    expect(statusOf(live, "a")).toBe("late");
    expect(live.log).toHaveLength(1);
    expect(live.resumeToken).toBe("t5");
  });

  test("being seen for longer is no entry in the log", () => {
    const longer = { ...seen("a", 2), last_seen_time: "2026-03-02T09:30:00Z" };
    const live = after(
      snapshot([markOf("a")]),
      { type: "mark", resume_token: "t1", mark: seen("a", 1) },
      { type: "mark", resume_token: "t2", mark: longer },
    );
    expect(live.marks.get("a")?.last_seen_time).toBe("2026-03-02T09:30:00Z");
    expect(live.log).toHaveLength(1);
  });

  test("after a restart the snapshot is the truth, also where it is older, and only what differs is told", () => {
    const live = after(
      snapshot([markOf("a"), markOf("b"), markOf("gone")]),
      { type: "mark", resume_token: "t9", mark: seen("a", 9) },
      snapshot([seen("a", 3), seen("b", 4, "2026-03-02T09:03:00Z")], "new"),
    );
    expect(live.marks.get("a")?.revision).toBe(3);
    expect(live.marks.has("gone")).toBe(false);
    expect(live.resumeToken).toBe("new");
    expect(live.log.map((entry) => entry.studentId)).toEqual(["a", "b"]);
  });

  test("an ended session keeps its marks", () => {
    const ended = { ...SESSION, end_time: "2026-03-02T10:00:00Z" };
    const live = after(snapshot([seen("a", 1)]), { type: "session", resume_token: "t2", session: ended });
    expect(live.session?.end_time).toBe("2026-03-02T10:00:00Z");
    expect(statusOf(live, "a")).toBe("present");
  });

  test("a heartbeat moves the token alone", () => {
    const before = after(snapshot([markOf("a")]));
    const live = liveSession(before, { type: "heartbeat", resume_token: "t7" }, NOW);
    expect(live).toEqual({ ...before, resumeToken: "t7" });
  });

  test("of a very long log the oldest entries are let go", () => {
    let live = after(snapshot([markOf("a")]));
    for (let revision = 1; revision <= 1100; revision += 1) {
      const status = revision % 2 ? "present" : "absent";
      const event: LiveEvent = {
        type: "mark",
        resume_token: `t${revision}`,
        mark: markOf("a", { status, source: "teacher", revision }),
      };
      live = liveSession(live, event, NOW);
    }
    expect(live.log).toHaveLength(1000);
    expect(live.log.at(-1)?.key).toBe("a:1100");
  });
});
