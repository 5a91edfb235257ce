import { useTranslation } from "react-i18next";
import { CircleCheck, CircleDot, CircleX, Clock, Minus, Plus } from "lucide-react";

import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import { Initials } from "@/components/Initials";
import { MarkLabel } from "@/components/MarkLabel";
import { Tag } from "@/components/Tag";
import { Panel } from "@/features/design/components/Panel";
import type { MarkStatus } from "@/lib/api/types";

const SWATCHES = [
  "bg-page", "bg-raised", "bg-sunken", "bg-hover", "bg-line", "bg-edge", "bg-ink", "bg-soft", "bg-accent", "bg-accent-tint",
  "bg-present", "bg-present-tint", "bg-late", "bg-late-tint", "bg-absent", "bg-absent-tint", "bg-excused", "bg-excused-tint",
] as const;
const STATUSES = ["present", "late", "left_early", "absent", "excused", "unconfirmed", "not_seen"] as const satisfies readonly MarkStatus[];

/** Colour, type, buttons and marks. */
export function Basics() {
  const { t } = useTranslation("design");
  return (
    <>
      <Panel title={t("parts.colours")}>
        <>
          <ul className="grid grid-cols-3 gap-3 sm:grid-cols-6">
            {SWATCHES.map((one) => (
              <li key={one} className="text-sm text-soft">
                <span className={`mb-1 block h-10 rounded-control border border-line ${one}`} />
                {one.slice("bg-".length)}
              </li>
            ))}
          </ul>
        </>
      </Panel>
      <Panel title={t("parts.type")}>
        <>
            <p className="text-2xl leading-8 font-semibold tracking-tight">{t("sample.heading")}</p>
            <p className="text-lg leading-7">{t("sample.text")}</p>
            <p>{t("sample.text")}</p>
            <p className="text-soft">{t("sample.text")}</p>
            <p className="text-sm text-soft">{t("sample.small_text")}</p>
            <p lang="ne">आशा राई ०९:०५ मा देखिनुभयो र उपस्थित हुनुहुन्छ।</p>
            <p>0123456789 · ०१२३४५६७८९</p>
        </>
      </Panel>
      <Panel title={t("parts.buttons")}>
        <>
            <div className="flex flex-wrap gap-2">
              <Button look="main">{t("sample.action")}</Button>
              <Button>{t("sample.other")}</Button>
              <Button look="quiet">{t("sample.quiet")}</Button>
              <Button look="danger">{t("sample.danger")}</Button>
              <IconButton icon={Plus} label={t("sample.action")} />
              <IconButton icon={Plus} label={t("sample.off")} disabled />
            </div>
            <div className="flex flex-wrap gap-2">
              <Button look="main" busy>
                {t("sample.busy")}
              </Button>
              <Button disabled>{t("sample.off")}</Button>
              <Button small look="main">
                {t("sample.small")}
              </Button>
              <Button small>{t("sample.small")}</Button>
              <Button small look="quiet">
                <Plus size={16} aria-hidden />
                {t("sample.small")}
              </Button>
            </div>
        </>
      </Panel>
      <Panel title={t("parts.marks")}>
        <>
          <div className="flex flex-wrap items-center gap-2">
            {STATUSES.map((one) => (
              <MarkLabel key={one} status={one} />
            ))}
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <Tag icon={CircleDot} tone="accent">{t("sample.open")}</Tag>
            <Tag icon={CircleCheck} tone="good">{t("sample.good_tag")}</Tag>
            <Tag icon={Clock} tone="warn">{t("sample.warn_tag")}</Tag>
            <Tag icon={CircleX} tone="bad">{t("sample.bad_tag")}</Tag>
            <Tag icon={Minus}>{t("sample.off")}</Tag>
            <Initials name={t("sample.name")} />
          </div>
        </>
      </Panel>
    </>
  );
}
