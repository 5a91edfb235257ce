import { lazy, Suspense, useEffect, useState } from "react";

import { onLoginEnded } from "@/app/shell/loginEnded";
import type { Me } from "@/lib/api/types";

// a login rarely ends while somebody looks
const LoginAgain = lazy(async () => ({ default: (await import("@/app/shell/LoginAgain")).LoginAgain }));

/** Covers the page when the login ends, and uncovers it as it was left. */
export function LoginAgainGate({ me }: { me: Me }) {
  const [ended, setEnded] = useState(false);
  useEffect(
    () =>
      onLoginEnded(() => {
        setEnded(true);
      }),
    [],
  );
  if (!ended) return null;
  return (
    <Suspense fallback={<div className="fixed inset-0 z-60 bg-sunken" />}>
      <LoginAgain
        me={me}
        onDone={() => {
          setEnded(false);
        }}
      />
    </Suspense>
  );
}
