import { expect, test } from "vitest";

import { MOST_PHOTOS, PhotoQueue } from "@/features/faces/photoQueue";
import { ProblemError } from "@/lib/api/problem";
import type { FaceSample } from "@/lib/api/types";
import { eventually } from "@/testing/eventually";

const SAMPLE: FaceSample = {
  sample_id: "s",
  person_id: "p",
  create_time: "2026-03-02T09:00:00Z",
  quality: 0.9,
  face: { left: 0.2, top: 0.2, right: 0.4, bottom: 0.5 },
  width_px: 100,
  height_px: 100,
  in_gallery: false,
  pose: "left",
  reject_message: "",
  reject_reason: null,
  has_picture: true,
};

/** An upload that waits until it is told how to end. */
class SlowUpload {
  readonly requests: string[] = [];
  private readonly ends: ((error?: Error) => void)[] = [];

  readonly upload = (_photo: Blob, requestId: string): Promise<FaceSample> =>
    new Promise((resolve, reject) => {
      this.requests.push(requestId);
      this.ends.push((error) => {
        if (error) reject(error);
        else resolve(SAMPLE);
      });
    });

  end(index: number, error?: Error): void {
    this.ends[index]?.(error);
  }
}

const photos = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ photo: new Blob(["x"], { type: "image/jpeg" }), name: `${index}.jpg` }));
const states = (queue: PhotoQueue) => queue.snapshot().map((photo) => photo.state);

test("two photos are on their way at once, and the next follows when one is done", async () => {
  const slow = new SlowUpload();
  const queue = new PhotoQueue(slow.upload);
  queue.add(photos(3));
  expect(states(queue)).toEqual(["sending", "sending", "waiting"]);
  slow.end(0);
  await eventually(() => {
    expect(states(queue)).toEqual(["accepted", "sending", "sending"]);
  });
  expect(queue.snapshot()[0]?.face).toEqual(SAMPLE.face);
});

test("a refused photo keeps the reason and the face that was found", async () => {
  const slow = new SlowUpload();
  const queue = new PhotoQueue(slow.upload);
  queue.add(photos(1));
  const box = { left: "0.1", top: "0.2", right: "0.3", bottom: "0.4" };
  slow.end(0, new ProblemError("the face is too small", 422, "FACE_TOO_SMALL", box));
  await eventually(() => {
    expect(states(queue)).toEqual(["refused"]);
  });
  expect(queue.snapshot()[0]?.problem?.message).toBe("the face is too small");
  expect(queue.snapshot()[0]?.face).toEqual({ left: 0.1, top: 0.2, right: 0.3, bottom: 0.4 });
});

test("a photo that could not be sent is sent again with the same request id", async () => {
  const slow = new SlowUpload();
  const queue = new PhotoQueue(slow.upload);
  queue.add(photos(1));
  slow.end(0, new ProblemError("", 0, "UNREACHABLE"));
  await eventually(() => {
    expect(states(queue)).toEqual(["failed"]);
  });
  queue.retry(slow.requests[0] ?? "");
  expect(states(queue)).toEqual(["sending"]);
  expect(slow.requests[1]).toBe(slow.requests[0]);
});

test("more photos than a sitting takes are turned away and counted", () => {
  const queue = new PhotoQueue(new SlowUpload().upload);
  expect(queue.add(photos(MOST_PHOTOS + 3))).toBe(3);
  expect(queue.snapshot()).toHaveLength(MOST_PHOTOS);
});

test("a photo on its way cannot be dismissed, a waiting one can", () => {
  const queue = new PhotoQueue(new SlowUpload().upload);
  queue.add(photos(3));
  for (const photo of queue.snapshot()) queue.dismiss(photo.requestId);
  expect(states(queue)).toEqual(["sending", "sending"]);
});
