import { lazy, Suspense, useEffect, useRef, useState } from "react";

import { askForProofWith } from "@/features/account/proof";

// most people never see it
const ProofDialog = lazy(async () => ({ default: (await import("@/features/account/components/ProofDialog")).ProofDialog }));

/** Asks for the password wherever on the page something sensitive was begun. */
export function ProofGate({ email }: { email: string }) {
  const [asked, setAsked] = useState(0);
  const [open, setOpen] = useState(false);
  const answer = useRef<((given: boolean) => void) | null>(null);

  useEffect(
    () =>
      askForProofWith(
        () =>
          new Promise((resolve) => {
            answer.current?.(false); // whoever asked before goes without
            answer.current = resolve;
            setAsked((times) => times + 1);
            setOpen(true);
          }),
      ),
    [],
  );

  if (asked === 0) return null;
  return (
    <Suspense fallback={null}>
      <ProofDialog
        key={asked} // each time anew
        email={email}
        open={open}
        onAnswer={(given) => {
          setOpen(false);
          answer.current?.(given);
          answer.current = null;
        }}
      />
    </Suspense>
  );
}
