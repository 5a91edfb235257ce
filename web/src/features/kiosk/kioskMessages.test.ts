import { describe, expect, it } from "vitest";

import { isUnderWay, type KioskState, share, shown } from "@/features/kiosk/kioskMessages";

const CONNECTING: KioskState = { at: "connecting" };
const PROMPT = { type: "prompt", position: "left", step: 4, steps: 6, seconds_left: 3, turned: 0.5 } as const;

describe("what a kiosk shows", () => {
  it("changes with guidance, prompts and answers, and with nothing else", () => {
    const asked = shown(CONNECTING, PROMPT);
    expect(asked).toEqual({ at: "prompt", prompt: PROMPT });
    expect(shown(asked, { type: "heartbeat" })).toBe(asked);
    expect(shown(asked, { type: "ack", through_sequence: 3 })).toBe(asked);
    expect(shown(asked, { type: "refused", reason: "not_live" })).toEqual({ at: "refused", reason: "not_live" });
  });

  it("fills the ring step by step and closes it when somebody is checked in", () => {
    expect(share(CONNECTING)).toBe(0);
    expect(share({ at: "prompt", prompt: PROMPT })).toBeCloseTo(0.575);
    const answer = { type: "accepted", first_name: "", check_in_time: "", stored: true } as const;
    expect(share({ at: "accepted", answer })).toBe(1);
  });

  it("is under way until there is an answer", () => {
    expect(isUnderWay(CONNECTING)).toBe(true);
    expect(isUnderWay({ at: "idle" })).toBe(false);
    expect(isUnderWay({ at: "refused", reason: "nobody" })).toBe(false);
  });
});
