import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

interface Props extends ComponentProps<"button"> {
  icon: LucideIcon;
  label: string;
}

/** A button that shows only an icon; its label is its name and its tooltip. */
export function IconButton({ icon: Icon, label, className, ...props }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={clsx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control text-soft transition-colors duration-100 hover:bg-hover hover:text-ink disabled:opacity-50",
        className,
      )}
    >
      <Icon size={18} aria-hidden />
    </button>
  );
}
