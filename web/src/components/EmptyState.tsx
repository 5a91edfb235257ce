import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing is here yet: says what would be, and how to begin. */
export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="flex flex-col items-center rounded-card border border-dashed border-line px-6 py-12 text-center">
      <Icon size={28} strokeWidth={1.5} className="mb-3 text-soft" aria-hidden />
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-1 max-w-md text-soft">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
