import { Ban, CircleCheck, CircleX, Hourglass, type LucideIcon, Undo2 } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";

import { Tag } from "@/components/Tag";
import type { ExcuseState } from "@/features/excuses/api/excuses";

const LOOKS: Record<ExcuseState, { icon: LucideIcon; tone: NonNullable<ComponentProps<typeof Tag>["tone"]> }> = {
  requested: { icon: Hourglass, tone: "accent" },
  approved: { icon: CircleCheck, tone: "good" },
  declined: { icon: CircleX, tone: "bad" },
  revoked: { icon: Ban, tone: "bad" },
  withdrawn: { icon: Undo2, tone: "plain" },
};

export function ExcuseStateTag({ state }: { state: ExcuseState }) {
  const { t } = useTranslation("excuses");
  return <Tag {...LOOKS[state]}>{t(`state.${state}`)}</Tag>;
}
