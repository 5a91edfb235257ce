import { AlarmClock, CircleCheck, CircleDot, Equal, type LucideIcon, Undo2 } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";

import { Tag } from "@/components/Tag";
import type { Dispute } from "@/lib/api/types";

type Shown = Dispute["state"] | "overdue";

const LOOKS: Record<Shown, { icon: LucideIcon; tone: NonNullable<ComponentProps<typeof Tag>["tone"]> }> = {
  open: { icon: CircleDot, tone: "accent" },
  overdue: { icon: AlarmClock, tone: "warn" },
  changed: { icon: CircleCheck, tone: "good" },
  kept: { icon: Equal, tone: "plain" },
  withdrawn: { icon: Undo2, tone: "plain" },
};

export function DisputeStateTag({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation("disputes");
  const shown: Shown = dispute.overdue ? "overdue" : dispute.state;
  return <Tag {...LOOKS[shown]}>{t(`state.${shown}`)}</Tag>;
}
