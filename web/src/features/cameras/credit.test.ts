import { expect, test } from "vitest";

import { maySend, NO_CREDIT, reconnected, sent, told } from "@/features/cameras/credit";
import type { WebcamMessage } from "@/features/cameras/webcamMessages";
import { frameMessage } from "@/lib/webcam/frameMessage";

const flow = (max_in_flight: number, target_fps: number): WebcamMessage => ({
  type: "flow_control",
  max_in_flight,
  target_fps,
  max_width_px: 1280,
  heartbeat_seconds: 10,
});
const ack = (through_sequence: number, stored_through_sequence = 0): WebcamMessage => ({
  type: "ack",
  through_sequence,
  stored_through_sequence,
  dropped_frames: 0,
  rejected_frames: 0,
});

test("nothing is sent before flow control has spoken", () => {
  expect(maySend(NO_CREDIT)).toBe(false);
});

test("no more frames are in flight than allowed, and an acknowledgement makes room", () => {
  let credit = told(NO_CREDIT, flow(2, 10));
  credit = sent(sent(credit));
  expect(maySend(credit)).toBe(false);
  expect(maySend(told(credit, ack(1)))).toBe(true);
});

test("a rate of nought pauses", () => {
  expect(maySend(told(NO_CREDIT, flow(2, 0)))).toBe(false);
});

test("an acknowledgement that was overtaken takes nothing back", () => {
  let credit = sent(sent(sent(told(NO_CREDIT, flow(2, 10)))));
  credit = told(told(credit, ack(3, 2)), ack(1, 1));
  expect(credit).toMatchObject({ doneSequence: 3, storedSequence: 2 });
});

test("a new connection forgets what was in flight, waits for its own credit, and keeps counting", () => {
  const before = sent(sent(told(NO_CREDIT, flow(2, 10))));
  const fresh = reconnected(before);
  expect(maySend(fresh)).toBe(false);
  const granted = told(fresh, flow(2, 10));
  expect(maySend(granted)).toBe(true);
  expect(sent(granted).sentSequence).toBe(3);
});

test("a frame carries its sequence and its time before the JPEG, big-endian", () => {
  const message = new Uint8Array(frameMessage(258, 1_700_000_000_000, new Uint8Array([0xff, 0xd8]).buffer));
  const head = new DataView(message.buffer);
  expect(head.getBigUint64(0)).toBe(258n);
  expect(head.getBigUint64(8)).toBe(1_700_000_000_000n);
  expect([...message.slice(16)]).toEqual([0xff, 0xd8]);
});
