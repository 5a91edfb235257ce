import { useNavigate, useParams } from "@tanstack/react-router";
import { CalendarOff, ChevronDown, History, NotebookPen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { MarkIcon } from "@/components/MarkLabel";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/components/Menu";
import type { Mark, MarkStatus } from "@/lib/api/types";

const CHOICES = ["present", "late", "absent", "excused"] as const satisfies readonly MarkStatus[];

interface Props {
  mark: Mark;
  onMark: (status: MarkStatus, note?: string) => void;
  onNote: (mark: Mark) => void;
  onWhy: (mark: Mark) => void;
}

/** A teacher's word on one student. */
export function MarkMenu({ mark, onMark, onNote, onWhy }: Props) {
  const { t } = useTranslation(["sessions", "common", "history"]);
  const name = mark.display_name;
  const navigate = useNavigate();
  const { sessionId } = useParams({ from: "/member/sessions/$sessionId" });
  return (
    <>
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
        <MenuLine />
        <MenuItem
          onSelect={() => {
            onNote(mark);
          }}
        >
          <NotebookPen size={16} aria-hidden />
          {mark.note ? t("note.change") : t("note.add")}
        </MenuItem>
        <MenuItem
          onSelect={() => {
            onWhy(mark);
          }}
        >
          <History size={16} aria-hidden />
          {t("history:why")}
        </MenuItem>
        <MenuItem
          onSelect={() => {
            void navigate({ to: "/excuses/new", search: { student: mark.student_id, session: sessionId } });
          }}
        >
          <CalendarOff size={16} aria-hidden />
          {t("mark.excuse")}
        </MenuItem>
        {mark.source === "teacher" && (
          <>
            <MenuLine />
            <MenuItem
              onSelect={() => {
                onMark("not_seen", "");
              }}
            >
              <MarkIcon status="not_seen" />
              {t("mark.backToCameras")}
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  );
}
