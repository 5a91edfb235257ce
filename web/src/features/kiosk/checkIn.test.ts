import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { CheckIn } from "@/features/kiosk/checkIn";
import type { KioskState } from "@/features/kiosk/kioskMessages";

let newest: Silent;

/** A connection on which nothing comes but what the test says. */
class Silent {
  bufferedAmount = 0;
  readyState = 0;
  closed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the test speaks for its other end
    newest = this;
  }
  send(): void {
    this.bufferedAmount = 0;
  }
  close(): void {
    this.closed = true;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Silent);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const control = {
  type: "control",
  max_in_flight: 0,
  target_fps: 10,
  max_width_px: 640,
  heartbeat_seconds: 5,
  time_limit_seconds: 20,
};

test("a check-in from which nothing is heard any more ends, and the kiosk is free again", () => {
  const states: KioskState["at"][] = [];
  new CheckIn(document.createElement("video"), ({ at }) => states.push(at));
  newest.onmessage?.({ data: JSON.stringify(control) });
  for (let beat = 0; beat < 10; beat += 1) {
    vi.advanceTimersByTime(5_000);
    newest.onmessage?.({ data: '{"type":"heartbeat"}' });
  }
  expect(states).toEqual(["connecting"]);
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual(["connecting", "lost"]);
  expect(newest.closed).toBe(true);
});
