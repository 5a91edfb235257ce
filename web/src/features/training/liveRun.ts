import type { TrainingMessage } from "@/features/training/messages";

export interface LogLine {
  readonly time: string;
  readonly message: string;
}

export interface RejectedPhoto {
  readonly sampleId: string;
  readonly personId: string;
  readonly reason: string;
  readonly message: string;
}

export interface RunResult {
  readonly galleryVersion: number;
  readonly people: number;
  readonly encodings: number;
  readonly encodedNow: number;
}

/** A training run as its page shows it. */
export interface LiveRun {
  readonly state: "running" | "done" | "failed" | "cancelled";
  readonly samplesDone: number;
  readonly samplesTotal: number;
  /** Until all photos are looked at; null while nothing can be said. */
  readonly remainingSeconds: number | null;
  readonly log: readonly LogLine[];
  readonly rejected: readonly RejectedPhoto[];
  readonly result: RunResult | null;
  readonly failure: string;
}

export const FRESH_RUN: LiveRun = {
  state: "running",
  samplesDone: 0,
  samplesTotal: 0,
  remainingSeconds: null,
  log: [],
  rejected: [],
  result: null,
  failure: "",
};

const MOST_LINES = 500; // of a longer log the oldest lines are let go

export type RunEvent = TrainingMessage | { type: "joined" };

/** What a message makes of a run. Joining begins anew, for the gateway then tells the run from its beginning. */
export function liveRun(run: LiveRun, event: RunEvent): LiveRun {
  switch (event.type) {
    case "joined":
      return FRESH_RUN;
    case "progress":
      return {
        ...run,
        samplesDone: event.samples_done,
        samplesTotal: event.samples_total,
        remainingSeconds: event.remaining_seconds,
      };
    case "log":
      return { ...run, log: [...run.log, { time: event.time, message: event.message }].slice(-MOST_LINES) };
    case "rejected": {
      if (run.rejected.some((one) => one.sampleId === event.sample_id)) return run;
      const photo = { sampleId: event.sample_id, personId: event.person_id, reason: event.reason, message: event.message };
      return { ...run, rejected: [...run.rejected, photo] };
    }
    case "done":
      return {
        ...run,
        state: "done",
        samplesDone: run.samplesTotal,
        result: {
          galleryVersion: event.gallery_version,
          people: event.people,
          encodings: event.encodings,
          encodedNow: event.encoded_now,
        },
      };
    case "failed":
      return { ...run, state: "failed", failure: event.message };
    case "cancelled":
      return { ...run, state: "cancelled" };
    case "heartbeat":
      return run;
  }
}
