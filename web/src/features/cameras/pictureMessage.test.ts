import { expect, test } from "vitest";

import { pictureOf } from "@/features/cameras/pictureMessage";

const HEAD = {
  sequence: 5,
  capture_time: "2026-03-02T09:00:00Z",
  age_seconds: 0.2,
  decide_time: "2026-03-02T09:00:01Z",
  gallery_version: 3,
  problem: "",
  detections: [
    {
      box: { left: 0.1, top: 0.2, right: 0.3, bottom: 0.5 },
      track_id: "t",
      outcome: "known",
      person_id: "p",
      display_name: "मायाँ गुरुङ",
      distance: 0.5,
      score: 0.9,
    },
  ],
};

function message(head: unknown, jpeg: number[]): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(4 + text.length + jpeg.length);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, 4);
  bytes.set(jpeg, 4 + text.length);
  return bytes.buffer;
}

test("a picture comes apart into its head and its JPEG", async () => {
  const picture = pictureOf(message(HEAD, [0xff, 0xd8, 0xff]));
  expect(picture?.head).toEqual(HEAD);
  expect([...new Uint8Array((await picture?.jpeg.arrayBuffer()) ?? [])]).toEqual([0xff, 0xd8, 0xff]);
});

test("what is no picture is passed over", () => {
  expect(pictureOf('{"type":"heartbeat"}')).toBeNull();
  expect(pictureOf(new ArrayBuffer(2))).toBeNull();
  expect(pictureOf(message({ sequence: 1 }, []))).toBeNull();
});

test("a head longer than its message is passed over", () => {
  const bytes = new ArrayBuffer(8);
  new DataView(bytes).setUint32(0, 1000);
  expect(pictureOf(bytes)).toBeNull();
});
