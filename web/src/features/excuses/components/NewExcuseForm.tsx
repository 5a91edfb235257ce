import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import type { ExcuseContent } from "@/features/excuses/api/excuses";
import { ContentFields } from "@/features/excuses/components/ContentFields";
import { FileChooser } from "@/features/excuses/components/FileChooser";
import { useNewExcuse } from "@/features/excuses/useNewExcuse";
import type { Course, Excuse } from "@/lib/api/types";
import { type FieldErrors, fieldErrorsOf } from "@/lib/form";

interface Props {
  studentId: string;
  courses: readonly Course[];
  /** What is known already, as the day of a mark, or one session. */
  begin: { day: string; courseId: string | null; sessionId: string | null };
  onDone: (excuse: Excuse) => void;
}

/** Asks to be excused. Whatever fails, what was typed and chosen stays. */
export function NewExcuseForm({ studentId, courses, begin, onDone }: Props) {
  const { t } = useTranslation("excuses");
  const [content, setContent] = useState<ExcuseContent>({
    category: "illness",
    reason: "",
    first_date: begin.day,
    last_date: begin.day,
    course_id: begin.courseId,
    session_ids: begin.sessionId ? [begin.sessionId] : null,
  });
  const [missing, setMissing] = useState<FieldErrors>({});
  const excuse = useNewExcuse(studentId);
  const { asked } = excuse;
  const errors = { ...missing, ...(excuse.error ? fieldErrorsOf(excuse.error) : {}) };

  async function send() {
    const found = mistakes(content, t);
    setMissing(found);
    if (Object.keys(found).length > 0) return;
    const done = await excuse.send(content);
    if (done) onDone(done);
  }

  return (
    <form
      noValidate
      className="flex max-w-2xl flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {excuse.error !== null && <ProblemNotice error={excuse.error} title={t("form.failed")} />}
      {asked && !excuse.busy && (
        <Notice
          kind="bad"
          title={t("form.asked")}
          action={
            <Button
              small
              onClick={() => {
                onDone(asked);
              }}
            >
              {t("form.without")}
            </Button>
          }
        >
          {t("form.filesLeft")}
        </Notice>
      )}
      <ContentFields
        studentId={studentId}
        content={content}
        courses={courses}
        errors={errors}
        locked={asked !== null || excuse.busy}
        onChange={(next) => {
          setContent(next);
          setMissing({}); // said again, if it still is so, when it is sent
        }}
      />
      <FileChooser
        files={excuse.files}
        refusal={excuse.refusal}
        locked={excuse.busy}
        onChoose={excuse.choose}
        onRemove={excuse.remove}
      />
      <div>
        <Button type="submit" look="main" busy={excuse.busy}>
          {asked ? t("form.sendFiles") : t("form.send")}
        </Button>
      </div>
    </form>
  );
}

function mistakes(
  content: ExcuseContent,
  t: (key: "form.noReason" | "form.noDay" | "form.backwards" | "form.noSession") => string,
) {
  const found: Record<string, string> = {};
  if (!content.reason.trim()) found.reason = t("form.noReason");
  if (content.session_ids) {
    if (content.session_ids.length === 0) found.session_ids = t("form.noSession");
    return found;
  }
  if (!content.first_date) found.first_date = t("form.noDay");
  if (!content.last_date) found.last_date = t("form.noDay");
  else if (content.last_date < content.first_date) found.last_date = t("form.backwards");
  return found;
}
