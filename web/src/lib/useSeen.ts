import { useState } from "react";

import { asProblem } from "@/lib/api/problem";

interface Revised {
  revision: number;
}

export interface Seen<T> {
  /** What the form was begun from: it shows this until it is told otherwise, whatever comes meanwhile. */
  from: T;
  /** What somebody else has made of it, once a change was refused because of it. */
  theirs: T | null;
  /** Sends a change of what its reader has seen, which is refused where that is not what is there. */
  save: <Answer>(send: (revision: number) => Promise<Answer>) => Promise<Answer>;
  /** How often theirs was taken; keyed by it, fields show what they begin with. */
  taken: number;
  /** Begins anew: from theirs, or from what was just saved. */
  take: (saved?: T) => void;
}

/** What is being edited. `look` fetches it anew, after which `newest` is what is there. */
export function useSeen<T extends Revised>(newest: T, look: () => Promise<unknown>): Seen<T> {
  const [from, setFrom] = useState(newest);
  const [wasRefused, setRefused] = useState(false);
  const [taken, setTaken] = useState(0);
  const theirs = wasRefused && newest.revision !== from.revision ? newest : null;
  return {
    from,
    theirs,
    taken,
    save: async (send) => {
      try {
        return await send((theirs ?? from).revision);
      } catch (error) {
        if (asProblem(error).isStale) {
          await look();
          setRefused(true);
        }
        throw error;
      }
    },
    take: (saved) => {
      setFrom(saved ?? newest);
      if (!saved) setTaken(taken + 1);
      setRefused(false);
    },
  };
}
