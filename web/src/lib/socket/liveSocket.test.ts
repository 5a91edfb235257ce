import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";

import type { ProblemError } from "@/lib/api/problem";
import { LiveSocket, type SocketState, socketUrl } from "@/lib/socket/liveSocket";
import { LOGIN_AGAIN_EVENT, LOGIN_ENDED_EVENT } from "@/lib/socket/loginEvents";

/** A WebSocket whose other end is the test. */
class ScriptedSocket {
  static readonly OPEN = 1;
  static made: ScriptedSocket[] = [];
  static get newest(): ScriptedSocket {
    const socket = ScriptedSocket.made.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  binaryType = "blob";
  bufferedAmount = 0;
  readyState = 0;
  closed = false;
  readonly sent: unknown[] = [];
  readonly url: string;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(url: string) {
    this.url = url;
    ScriptedSocket.made.push(this);
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(): void {
    this.closed = true;
  }

  accept(): void {
    this.readyState = ScriptedSocket.OPEN;
    this.onopen?.();
  }

  say(data: unknown): void {
    this.onmessage?.({ data });
  }

  end(code: number, reason = ""): void {
    this.onclose?.({ code, reason });
  }
}

let states: [SocketState, ProblemError | null][] = [];
let received: unknown[] = [];
let token = "";
let socket: LiveSocket | undefined;

function start(finishes = false): void {
  socket = new LiveSocket({
    url: () => `ws://here/events?resume=${token}`,
    onMessage: (data) => received.push(data),
    onState: (state, refusal) => states.push([state, refusal]),
    finishes,
  });
  socket.start();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", ScriptedSocket);
  vi.spyOn(Math, "random").mockReturnValue(1);
  ScriptedSocket.made = [];
  states = [];
  received = [];
  token = "";
});

afterEach(() => {
  socket?.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a lost connection is made again with the newest token", () => {
  start();
  ScriptedSocket.newest.accept();
  ScriptedSocket.newest.say("one");
  token = "t1";
  ScriptedSocket.newest.end(1006);
  expect(states.at(-1)).toEqual(["waiting", null]);
  vi.advanceTimersByTime(500);
  expect(ScriptedSocket.newest.url).toBe("ws://here/events?resume=t1");
  ScriptedSocket.newest.accept();
  expect(states.at(-1)).toEqual(["open", null]);
  expect(received).toEqual(["one"]);
});

test("each failure doubles the longest wait, until a message comes", () => {
  start();
  ScriptedSocket.newest.end(1006);
  vi.advanceTimersByTime(500);
  ScriptedSocket.newest.end(1006);
  vi.advanceTimersByTime(999);
  expect(ScriptedSocket.made).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(ScriptedSocket.made).toHaveLength(3);
  ScriptedSocket.newest.accept();
  ScriptedSocket.newest.say("hello");
  ScriptedSocket.newest.end(1006);
  vi.advanceTimersByTime(500);
  expect(ScriptedSocket.made).toHaveLength(4);
});

test("a refusal is final and keeps its reason and its words", () => {
  start();
  ScriptedSocket.newest.end(4404, "SESSION_NOT_FOUND: there is no session 7, or: it is not yours");
  const [state, refusal] = states.at(-1) ?? [];
  expect([state, refusal?.reason, refusal?.message]).toEqual(["refused", "SESSION_NOT_FOUND", "there is no session 7, or: it is not yours"]);
  vi.advanceTimersByTime(60_000);
  expect(ScriptedSocket.made).toHaveLength(1);
});

test("a refusal without a reason is told in its words", () => {
  start();
  ScriptedSocket.newest.end(4403, "not for you");
  expect(states.at(-1)?.[1]).toMatchObject({ reason: "UNKNOWN", message: "not for you" });
});

test("a run that is over is not joined again, a followed session is", () => {
  start(true);
  ScriptedSocket.newest.end(1000);
  expect(states.at(-1)).toEqual(["finished", null]);
  start(false);
  ScriptedSocket.newest.end(1000);
  expect(states.at(-1)).toEqual(["waiting", null]);
});

test("a socket that has fallen silent is given up", () => {
  start();
  const first = ScriptedSocket.newest;
  first.accept();
  vi.advanceTimersByTime(21_000);
  first.say("beat");
  vi.advanceTimersByTime(21_000);
  expect(first.closed).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(first.closed).toBe(true);
  vi.advanceTimersByTime(500);
  expect(ScriptedSocket.made).toHaveLength(2);
});

test("when the network comes back nobody waits any longer", () => {
  start();
  ScriptedSocket.newest.end(1006);
  window.dispatchEvent(new Event("online"));
  expect(ScriptedSocket.made).toHaveLength(2);
});

test("after stopping nothing is sent or opened", () => {
  start();
  ScriptedSocket.newest.accept();
  socket?.stop();
  expect(socket?.send("late")).toBe(false);
  window.dispatchEvent(new Event("online"));
  vi.advanceTimersByTime(60_000);
  expect(ScriptedSocket.made).toHaveLength(1);
});

test("addresses follow the page's own scheme, and an empty token is left out", () => {
  expect(socketUrl("/api/x", { resume: "" })).not.toContain("resume");
  expect(socketUrl("/api/x", { resume: "a b" })).toMatch(/^wss?:\/\/.+\/api\/x\?resume=a\+b$/);
});

test("a socket that the end of the login closed comes back when there is a new one, and only then", () => {
  const asked = vi.fn<() => void>();
  window.addEventListener(LOGIN_ENDED_EVENT, asked);
  onTestFinished(() => {
    window.removeEventListener(LOGIN_ENDED_EVENT, asked);
  });
  start();
  ScriptedSocket.newest.accept();
  ScriptedSocket.newest.end(4401);
  expect(states.at(-1)).toEqual(["paused", null]);
  expect(asked).toHaveBeenCalledTimes(1);
  const before = ScriptedSocket.made.length;
  vi.advanceTimersByTime(60_000);
  window.dispatchEvent(new Event("online"));
  expect(ScriptedSocket.made).toHaveLength(before);
  window.dispatchEvent(new Event(LOGIN_AGAIN_EVENT));
  expect(ScriptedSocket.made).toHaveLength(before + 1);
  ScriptedSocket.newest.accept();
  expect(states.at(-1)).toEqual(["open", null]);
  ScriptedSocket.newest.end(4403, "not yours");
  window.dispatchEvent(new Event(LOGIN_AGAIN_EVENT));
  expect(ScriptedSocket.made).toHaveLength(before + 1);
});
