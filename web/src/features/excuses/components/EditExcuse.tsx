import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DialogButton } from "@/components/DialogButton";
import { ProblemNotice } from "@/components/ProblemNotice";
import { type ExcuseContent, updateExcuse } from "@/features/excuses/api/excuses";
import { ContentFields } from "@/features/excuses/components/ContentFields";
import type { Course, Excuse } from "@/lib/api/types";
import { fieldErrorsOf } from "@/lib/form";

/** Says an excuse differently, until somebody decides. */
export function EditExcuse({ excuse, courses }: { excuse: Excuse; courses: readonly Course[] }) {
  const { t } = useTranslation("excuses");
  if (!excuse.category) return null;
  const said: ExcuseContent = {
    category: excuse.category,
    reason: excuse.reason,
    first_date: excuse.first_date ?? "",
    last_date: excuse.last_date ?? "",
    course_id: excuse.course_id || null,
    session_ids: excuse.first_date ? null : excuse.sessions.map((session) => session.session_id),
  };
  return (
    <DialogButton label={t("edit")} title={t("edit")}>
      {(close) => <EditForm excuse={excuse} said={said} courses={courses} onDone={close} />}
    </DialogButton>
  );
}

interface FormProps {
  excuse: Excuse;
  said: ExcuseContent;
  courses: readonly Course[];
  onDone: () => void;
}

function EditForm({ excuse: newest, said, courses, onDone }: FormProps) {
  const { t } = useTranslation("excuses");
  const queryClient = useQueryClient();
  const [excuse] = useState(newest); // a change by somebody else meanwhile is refused, not overwritten unseen
  const [content, setContent] = useState(said);
  const saving = useMutation({
    mutationFn: () => updateExcuse(excuse, content),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["excuses"] });
      onDone();
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      {saving.error && <ProblemNotice error={saving.error} />}
      <ContentFields
        studentId={excuse.student_id}
        content={content}
        courses={courses}
        errors={saving.error ? fieldErrorsOf(saving.error) : {}}
        onChange={setContent}
      />
      <Button type="submit" look="main" busy={saving.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}
