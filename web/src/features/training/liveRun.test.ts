import { expect, test } from "vitest";

import { FRESH_RUN, liveRun, type LiveRun, type RunEvent } from "@/features/training/liveRun";

const after = (...events: RunEvent[]): LiveRun => events.reduce(liveRun, FRESH_RUN);
const rejected: RunEvent = { type: "rejected", sample_id: "s1", person_id: "p1", reason: "too_dark", message: "too dark" };
const done: RunEvent = { type: "done", gallery_version: 7, people: 3, encodings: 9, encoded_now: 2, rejected: 1 };

test("progress, log and rejects add up", () => {
  const run = after(
    { type: "progress", samples_done: 1, samples_total: 9, remaining_seconds: null },
    { type: "log", time: "2026-03-02T09:00:00Z", message: "begun" },
    rejected,
  );
  expect(run).toMatchObject({ state: "running", samplesDone: 1, samplesTotal: 9 });
  expect(run.log).toHaveLength(1);
  expect(run.rejected).toEqual([{ sampleId: "s1", personId: "p1", reason: "too_dark", message: "too dark" }]);
});

test("joining again begins anew, so that nothing told twice shows twice", () => {
  const told: RunEvent[] = [{ type: "log", time: "2026-03-02T09:00:00Z", message: "begun" }, rejected];
  const run = after(...told, { type: "joined" }, ...told);
  expect(run.log).toHaveLength(1);
  expect(run.rejected).toHaveLength(1);
});

test("a finished run shows what it published, and a full bar", () => {
  const run = after({ type: "progress", samples_done: 8, samples_total: 9, remaining_seconds: null }, done);
  expect(run).toMatchObject({ state: "done", samplesDone: 9, result: { galleryVersion: 7, people: 3 } });
});

test("a failed run says why", () => {
  expect(after({ type: "failed", message: "the model is missing" })).toMatchObject({
    state: "failed",
    failure: "the model is missing",
  });
});

test("a run says how long it will take, and that it was cancelled", () => {
  const going: RunEvent = { type: "progress", samples_done: 1, samples_total: 4, remaining_seconds: 30 };
  expect(after(going).remainingSeconds).toBe(30);
  expect(after(going, { type: "cancelled" })).toMatchObject({ state: "cancelled", samplesDone: 1 });
});
