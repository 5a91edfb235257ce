import clsx from "clsx";
import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CircleX,
  Clock,
  LogOut,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { MarkStatus } from "@/lib/api/types";

const LOOKS: Record<MarkStatus, { icon: LucideIcon; look: string; tint: string }> = {
  present: { icon: CircleCheck, look: "bg-present-tint", tint: "text-present" },
  late: { icon: Clock, look: "bg-late-tint", tint: "text-late" },
  left_early: { icon: LogOut, look: "bg-late-tint", tint: "text-late" },
  absent: { icon: CircleX, look: "bg-absent-tint", tint: "text-absent" },
  excused: { icon: CircleMinus, look: "bg-excused-tint", tint: "text-excused" },
  unconfirmed: { icon: CircleHelp, look: "bg-hover", tint: "text-soft" },
  not_seen: { icon: CircleDashed, look: "bg-hover", tint: "text-soft" },
};

/** A mark as colour, icon and word. */
export function MarkLabel({ status }: { status: MarkStatus }) {
  const { t } = useTranslation();
  const { look, tint } = LOOKS[status];
  return (
    <span
      className={clsx(
        "inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full ps-1.5 pe-2.5 text-sm font-medium whitespace-nowrap",
        look,
        tint,
      )}
    >
      <MarkIcon status={status} />
      {t(`status.${status}`)}
    </span>
  );
}

export function MarkIcon({ status }: { status: MarkStatus }) {
  const { icon: Icon, tint } = LOOKS[status];
  return <Icon size={16} className={tint} aria-hidden />;
}
