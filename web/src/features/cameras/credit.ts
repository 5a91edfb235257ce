import type { WebcamMessage } from "@/features/cameras/webcamMessages";

/** How much a sender may send: the gateway's flow control, and what is not acknowledged yet. */
export interface Credit {
  readonly maxInFlight: number;
  readonly targetFps: number;
  readonly maxWidthPx: number;
  readonly sentSequence: number;
  readonly doneSequence: number;
  /** What came of frames up to this one is stored: a new connection goes on after it. */
  readonly storedSequence: number;
}

/** Until flow control has spoken nothing may be sent. */
export const NO_CREDIT: Credit = {
  maxInFlight: 0,
  targetFps: 0,
  maxWidthPx: 0,
  sentSequence: 0,
  doneSequence: 0,
  storedSequence: 0,
};

export function maySend({ maxInFlight, targetFps, sentSequence, doneSequence }: Credit): boolean {
  return targetFps > 0 && sentSequence - doneSequence < maxInFlight;
}

/** The sequence of the next frame is one more than the last. */
export function sent(credit: Credit): Credit {
  return { ...credit, sentSequence: credit.sentSequence + 1 };
}

/** On a new connection frames in flight are lost, and the right to send is granted anew. */
export function reconnected(credit: Credit): Credit {
  return { ...credit, maxInFlight: 0, targetFps: 0, doneSequence: credit.sentSequence };
}

export function told(credit: Credit, message: WebcamMessage): Credit {
  switch (message.type) {
    case "flow_control":
      return {
        ...credit,
        maxInFlight: message.max_in_flight,
        targetFps: message.target_fps,
        maxWidthPx: message.max_width_px,
      };
    case "ack":
      // acknowledgements may overtake each other
      return {
        ...credit,
        doneSequence: Math.max(credit.doneSequence, message.through_sequence),
        storedSequence: Math.max(credit.storedSequence, message.stored_through_sequence),
      };
    case "result":
    case "drain":
    case "heartbeat":
    case "closed":
      return credit;
  }
}
