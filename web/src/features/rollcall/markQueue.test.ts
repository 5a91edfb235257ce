import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { WantedMark } from "@/features/rollcall/api/setMarks";
import { GATHER_MS, MarkQueue, TRY_AGAIN_MS } from "@/features/rollcall/markQueue";
import { ProblemError, unreachable } from "@/lib/api/problem";
import type { Mark, MarkStatus } from "@/lib/api/types";

function mark(studentId: string, revision = 1, status: MarkStatus = "not_seen"): Mark {
  return { student_id: studentId, display_name: `Student ${studentId}`, revision, status, source: "none", note: "" } as Mark;
}

const word = (studentId: string, status: MarkStatus, revision = 1) => ({ mark: mark(studentId, revision), status, note: "" });

/** Answers as the gateway does, when it is let. */
class Gateway {
  calls: (readonly WantedMark[])[] = [];
  fails: Error | null = null;
  refuses = new Set<string>();

  send = (wanted: readonly WantedMark[]) => {
    this.calls.push(wanted);
    if (this.fails) return Promise.reject(this.fails);
    const answers = wanted.map(({ mark: { student_id: id, revision }, status }) => ({
      student_id: id,
      mark: mark(id, revision + 1, status),
      refused: this.refuses.has(id) ? { reason: "MARK_CHANGED", message: "the mark has changed since you looked: look again" } : null,
    }));
    return Promise.resolve({ answers });
  };
}

describe("words that wait to be sent", () => {
  let gateway: Gateway;
  let answered: Mark[];
  let queue: MarkQueue;
  beforeEach(() => {
    vi.useFakeTimers();
    gateway = new Gateway();
    answered = [];
    queue = new MarkQueue(gateway.send, (one) => answered.push(one));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("go in one call when they are said in a row", async () => {
    queue.say([word("1", "present")]);
    queue.say([word("2", "late")]);
    expect([...queue.state.pending]).toEqual([["1", "present"], ["2", "late"]]);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(gateway.calls.map((call) => call.map((one) => one.status))).toEqual([["present", "late"]]);
    expect(queue.state.pending.size).toBe(0);
    expect(answered.map((one) => one.status)).toEqual(["present", "late"]);
  });

  it("say of a student what was said last", async () => {
    queue.say([word("1", "present")]);
    queue.say([word("1", "absent")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(gateway.calls).toHaveLength(1);
    expect(gateway.calls[0]?.map((one) => one.status)).toEqual(["absent"]);
  });

  it("are said again by the same ids when nobody answered", async () => {
    gateway.fails = unreachable();
    queue.say([word("1", "present")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(queue.state.problem?.status).toBe(0);
    expect(queue.state.pending.get("1")).toBe("present");
    gateway.fails = null;
    await vi.advanceTimersByTimeAsync(TRY_AGAIN_MS);
    expect(gateway.calls[1]?.[0]?.requestId).toBe(gateway.calls[0]?.[0]?.requestId);
    expect(queue.state.problem).toBeNull();
    expect(queue.state.pending.size).toBe(0);
  });

  it("are not said again when they were refused for good", async () => {
    gateway.fails = new ProblemError("you may not set marks", 403, "NOT_ALLOWED");
    queue.say([word("1", "present")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS + 10 * TRY_AGAIN_MS);
    expect(gateway.calls).toHaveLength(1);
    expect(queue.state.pending.size).toBe(0);
  });

  it("wait for the login that the page asks for, and go by the same ids then", async () => {
    gateway.fails = new ProblemError("log in first", 401, "NOT_LOGGED_IN");
    queue.say([word("1", "present")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS + 10 * TRY_AGAIN_MS);
    expect(gateway.calls).toHaveLength(1);
    expect(queue.state.pending.get("1")).toBe("present");
    gateway.fails = null;
    queue.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(gateway.calls[1]?.[0]?.requestId).toBe(gateway.calls[0]?.[0]?.requestId);
    expect(queue.state.pending.size).toBe(0);
  });

  it("are said when the page is left, but not as somebody who logs in after the end of the login", async () => {
    queue.say([word("1", "present")]);
    queue.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect(gateway.calls).toHaveLength(1);
    gateway.fails = new ProblemError("log in first", 401, "NOT_LOGGED_IN");
    queue.say([word("2", "present")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    queue.leave();
    await vi.advanceTimersByTimeAsync(10 * TRY_AGAIN_MS);
    expect(gateway.calls).toHaveLength(2);
  });

  it("name whoever was refused, and bring the others", async () => {
    gateway.refuses.add("2");
    queue.say([word("1", "present"), word("2", "present")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(queue.state.refused.map((one) => one.name)).toEqual(["Student 2"]);
    queue.say([word("2", "present", 2)]);
    expect(queue.state.refused).toEqual([]);
  });

  it("know the mark that was answered before the session's events tell it", async () => {
    queue.say([word("1", "present")]);
    await vi.advanceTimersByTimeAsync(GATHER_MS);
    expect(queue.known(mark("1")).revision).toBe(2);
    expect(queue.known(mark("1", 5)).revision).toBe(5);
  });
});
