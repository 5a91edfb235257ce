import clsx from "clsx";
import { Loader } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

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
  /** What it does is under way: pressed again it does nothing, and says so to assistive technology. */
  busy?: boolean;
  /** Something else is under way: until that is done it does nothing, and says so. */
  held?: boolean;
  /** Gives its looks to the one child, such as a link. */
  asChild?: boolean;
}

export function Button({ look = "plain", small = false, busy = false, held = false, asChild = false, ...props }: Props) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild ? {} : { type: "button" as const })}
      {...props}
      {...(busy || held ? { "aria-disabled": true, onClick: swallow } : {})}
      {...(busy ? { "aria-busy": true } : {})}
      className={clsx(
        "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors duration-100",
        "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-progress aria-disabled:opacity-70",
        small ? "h-8 px-3 text-sm" : "h-10 px-4",
        LOOKS[look],
        props.className,
      )}
    >
      {busy && !asChild ? <Turning>{props.children}</Turning> : props.children}
    </Element>
  );
}

// What is done within a moment shows no more than that it was pressed.
const LATER = "transition-opacity delay-150";

/** In place of the words, which stay where they were: as wide as them, and still the button's name. */
function Turning({ children }: { children: ReactNode }) {
  return (
    <>
      <span className={clsx("inline-flex min-w-0 items-center gap-2 opacity-0 starting:opacity-100", LATER)}>{children}</span>
      <span className={clsx("absolute inset-0 grid place-items-center starting:opacity-0", LATER)}>
        <Loader size={18} className="motion-safe:animate-spin" aria-hidden />
      </span>
    </>
  );
}

function swallow(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
