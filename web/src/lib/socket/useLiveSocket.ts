import { useEffect, useEffectEvent, useId, useState } from "react";

import type { ProblemError } from "@/lib/api/problem";
import { reportConnection } from "@/lib/socket/connections";
import { LiveSocket, type SocketState, socketUrl } from "@/lib/socket/liveSocket";

interface Options {
  /** Null: stay closed. */
  path: string | null;
  /** The newest resume token, read at each reconnect. */
  resume?: () => string;
  onOpen?: () => void;
  onMessage: (data: unknown) => void;
  finishes?: boolean;
}

export interface SocketStatus {
  state: SocketState;
  /** Why it was refused. */
  refusal: ProblemError | null;
}

const CONNECTING: SocketStatus = { state: "connecting", refusal: null };

/** Follows a socket for as long as the component lives; resumes by token after a break. */
export function useLiveSocket({ path, resume, onOpen, onMessage, finishes = false }: Options): SocketStatus {
  const name = useId();
  const [status, setStatus] = useState(CONNECTING);
  const opened = useEffectEvent(() => onOpen?.());
  const received = useEffectEvent(onMessage);
  const url = useEffectEvent((to: string) => socketUrl(to, { resume: resume?.() ?? "" }));

  useEffect(() => {
    if (path === null) return;
    const socket = new LiveSocket({
      url: () => url(path),
      onOpen: () => {
        opened();
      },
      onMessage: (data) => {
        received(data);
      },
      onState: (state, refusal) => {
        setStatus({ state, refusal });
        reportConnection(name, state === "waiting");
      },
      finishes,
    });
    socket.start();
    return () => {
      socket.stop();
      setStatus(CONNECTING);
      reportConnection(name, false);
    };
  }, [path, finishes, name]);

  return status;
}
