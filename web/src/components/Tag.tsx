import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type Tone = "plain" | "good" | "bad" | "warn" | "accent";

const TONES: Record<Tone, string> = {
  plain: "bg-hover text-soft",
  good: "bg-present-tint text-present",
  bad: "bg-absent-tint text-absent",
  warn: "bg-late-tint text-late",
  accent: "bg-accent-tint text-accent",
};

/** A state as colour, icon and word. */
export function Tag({ icon: Icon, tone = "plain", children }: { icon: LucideIcon; tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full ps-1.5 pe-2.5 text-sm font-medium",
        TONES[tone],
      )}
    >
      <Icon size={16} aria-hidden />
      {children}
    </span>
  );
}
