import clsx from "clsx";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

type Look = "main" | "plain" | "quiet" | "danger";

const LOOKS: Record<Look, string> = {
  main: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  plain: "bg-raised text-ink border-edge hover:bg-hover",
  quiet: "border-transparent text-soft hover:bg-hover hover:text-ink",
  danger: "bg-raised text-absent border-absent hover:bg-absent-tint",
};

interface Props extends ComponentProps<"button"> {
  look?: Look;
  small?: boolean;
  /** Under way: pressed again it does nothing, and says so to assistive technology. */
  busy?: boolean;
  /** Gives its looks to the one child, such as a link. */
  asChild?: boolean;
}

export function Button({ look = "plain", small = false, busy = false, asChild = false, ...props }: Props) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild ? {} : { type: "button" as const })}
      {...props}
      {...(busy ? { "aria-disabled": true, onClick: swallow } : {})}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors duration-100",
        "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-progress aria-disabled:opacity-70",
        small ? "h-8 px-3 text-sm" : "h-10 px-4",
        LOOKS[look],
        props.className,
      )}
    />
  );
}

function swallow(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
