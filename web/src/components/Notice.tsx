import clsx from "clsx";
import { CircleAlert, CircleCheck, Info } from "lucide-react";
import type { ReactNode } from "react";

type Kind = "info" | "good" | "bad";

const KINDS = {
  info: { icon: Info, look: "bg-sunken border-line", tint: "text-soft" },
  good: { icon: CircleCheck, look: "bg-present-tint border-transparent", tint: "text-present" },
  bad: { icon: CircleAlert, look: "bg-absent-tint border-transparent", tint: "text-absent" },
};

interface Props {
  kind?: Kind;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function Notice({ kind = "info", title, children, action }: Props) {
  const { icon: Icon, look, tint } = KINDS[kind];
  return (
    <div
      role={kind === "bad" ? "alert" : "status"}
      className={clsx("flex animate-appear items-start gap-3 rounded-card border p-4", look)}
    >
      <Icon size={20} className={clsx("mt-0.5 shrink-0", tint)} aria-hidden />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-3 sm:flex-row">
        <div className="min-w-0 flex-1">
          {title && <p className="font-semibold">{title}</p>}
          {children}
        </div>
        {action}
      </div>
    </div>
  );
}
