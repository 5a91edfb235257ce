import clsx from "clsx";
import type { ComponentProps } from "react";

/** A list of rows between thin lines. */
export function Rows({ className, ...props }: ComponentProps<"ul">) {
  return (
    <ul
      {...props}
      className={clsx("divide-y divide-line overflow-hidden rounded-card border border-line bg-raised", className)}
    />
  );
}

export function Row({ className, ...props }: ComponentProps<"li">) {
  return <li {...props} className={clsx("flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2", className)} />;
}

/** For a link that covers a whole row: everything of the row is inside it. */
export const ROW_LINK =
  "flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2 transition-colors duration-100";
