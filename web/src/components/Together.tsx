import { useIsFetching } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { Below } from "@/components/Below";
import { Skeleton } from "@/components/Skeleton";

/** Sections that each ask for something, shown when the first answers of all are there: none pushes another away. */
export function Together({ children }: { children: ReactNode }) {
  const asking = useIsFetching({ predicate: ({ state }) => state.status === "pending" }) > 0;
  const [stage, setStage] = useState<"new" | "asking" | "there">("new");
  if (stage === "new" && asking) setStage("asking");
  if (stage === "asking" && !asking) setStage("there"); // what is asked for later hides nothing again
  const coming = stage === "asking";
  return (
    <>
      {coming && <Skeleton rows={8} />}
      <Below coming={coming}>{children}</Below>
    </>
  );
}
