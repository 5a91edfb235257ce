import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { MarkIcon } from "@/components/MarkLabel";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/components/Menu";
import type { Mark, MarkStatus } from "@/lib/api/types";

const CHOICES = ["present", "late", "absent", "excused"] as const satisfies readonly MarkStatus[];

interface Props {
  mark: Mark;
  onMark: (status: MarkStatus) => void;
}

/** A teacher's word on one student. */
export function MarkMenu({ mark, onMark }: Props) {
  const { t } = useTranslation(["sessions", "common"]);
  const name = mark.display_name;
  return (
    <Menu
      trigger={
        <Button small look="quiet" aria-label={t("mark.label", { name })}>
          {t("mark.action")}
          <ChevronDown size={16} aria-hidden />
        </Button>
      }
    >
      <MenuLabel>{t("mark.who", { name })}</MenuLabel>
      {CHOICES.map((status) => (
        <MenuItem
          key={status}
          disabled={mark.status === status && mark.source === "teacher"}
          onSelect={() => {
            onMark(status);
          }}
        >
          <MarkIcon status={status} />
          {t(`common:status.${status}`)}
        </MenuItem>
      ))}
      {mark.source === "teacher" && (
        <>
          <MenuLine />
          <MenuItem
            onSelect={() => {
              onMark("not_seen");
            }}
          >
            <MarkIcon status="not_seen" />
            {t("mark.backToCameras")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
