import { reconnectDelayMs } from "@/lib/socket/backoff";
import { ProblemError } from "@/lib/api/problem";
import { LOGIN_AGAIN_EVENT, LOGIN_ENDED_EVENT } from "@/lib/socket/loginEvents";

/**
 * `waiting`: the connection is lost and is being made again; `paused`: it is once somebody has logged in again, for
 * which the page asks; `refused`: it never will be.
 */
export type SocketState = "connecting" | "open" | "waiting" | "paused" | "finished" | "refused";

export interface SocketHandlers {
  /** Asked anew for each connection, so that it can carry the newest resume token. */
  url: () => string;
  onOpen?: (socket: WebSocket) => void;
  onMessage: (data: unknown) => void;
  /** `refusal`: why it is refused, and nothing in any other state. */
  onState: (state: SocketState, refusal: ProblemError | null) => void;
  /** Whether a normal close (1000) says that there is nothing more to come. */
  finishes?: boolean;
}

// The gateway's close codes; all others mean "come again".
const CLOSE_FINISHED = 1000;
const CLOSE_LOGIN_ENDED = 4401;
const REFUSALS = new Set([4400, 4403, 4404]);

// The gateway beats every ten seconds at least; where two beats are missing the socket is dead, whatever the browser believes.
const SILENCE_MS = 22_000;

/** A WebSocket that comes back by itself: with back-off, at once when the network or the page comes back. */
export class LiveSocket {
  private readonly handlers: SocketHandlers;
  private socket: WebSocket | null = null;
  private failures = 0;
  private stopped = false;
  private paused = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(handlers: SocketHandlers) {
    this.handlers = handlers;
  }

  start(): void {
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.hurry);
    window.addEventListener(LOGIN_AGAIN_EVENT, this.comeBack);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener(LOGIN_AGAIN_EVENT, this.comeBack);
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.hurry);
    clearTimeout(this.retryTimer);
    this.drop();
  }

  /** False when there is no open connection to send on. */
  send(data: string | ArrayBuffer): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(data);
    return true;
  }

  /** Bytes handed over and not yet on their way. */
  get bufferedBytes(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /** Leaves this connection for a fresh one, now. */
  reconnect(): void {
    if (this.stopped || this.paused) return;
    this.drop();
    this.connect();
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    const socket = new WebSocket(this.handlers.url());
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.watchSilence();
    socket.onopen = () => {
      this.handlers.onState("open", null);
      this.handlers.onOpen?.(socket);
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      this.failures = 0; // not on opening: a server that accepts and closes at once is no success
      this.watchSilence();
      this.handlers.onMessage(event.data);
    };
    socket.onclose = (event) => {
      this.closed(event.code, event.reason);
    };
  }

  private closed(code: number, said: string): void {
    this.drop();
    if (code === CLOSE_LOGIN_ENDED) {
      this.paused = true;
      this.handlers.onState("paused", null);
      window.dispatchEvent(new Event(LOGIN_ENDED_EVENT));
    } else if (REFUSALS.has(code)) {
      this.stopped = true;
      this.handlers.onState("refused", refusalOf(said));
    } else if (code === CLOSE_FINISHED && this.handlers.finishes) {
      this.stopped = true;
      this.handlers.onState("finished", null);
    } else {
      this.retryTimer = setTimeout(() => {
        this.connect();
      }, reconnectDelayMs(this.failures));
      this.failures += 1;
      this.handlers.onState("waiting", null);
    }
  }

  private drop(): void {
    clearTimeout(this.silenceTimer);
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  private watchSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      this.closed(0, "");
    }, SILENCE_MS);
  }

  /** A connection cut below it may look alive for minutes: the network says so first. */
  private readonly lost = (): void => {
    if (!this.stopped && this.socket) this.closed(0, "");
  };

  private readonly comeBack = (): void => {
    if (!this.paused) return;
    this.paused = false;
    this.connect();
  };

  private readonly hurry = (): void => {
    if (this.retryTimer === undefined || this.stopped || document.visibilityState === "hidden") return;
    this.connect();
  };
}

/** The gateway closes with "REASON: words". */
function refusalOf(said: string): ProblemError {
  const [, reason = "UNKNOWN", words = said] = /^([A-Z_]+): (.*)$/.exec(said) ?? [];
  return new ProblemError(words, 0, reason);
}

/** The WebSocket address of a path of this site. */
export function socketUrl(path: string, query: Record<string, string> = {}): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url.href;
}
