import type { ReactNode } from "react";

interface Props {
  /** Whether what stands above is still on its way. */
  coming: boolean;
  children: ReactNode;
}

/** Is fetched at once and shown when what stands above it has its height, so that nothing moves under a finger. */
export function Below({ coming, children }: Props) {
  return <div hidden={coming}>{children}</div>;
}
