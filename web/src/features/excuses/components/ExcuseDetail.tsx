import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, FileText, Image, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmButton } from "@/components/ConfirmButton";
import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import { Notice } from "@/components/Notice";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Row, Rows } from "@/components/Rows";
import { deleteExcuseFile, excuseFileUrl, withdrawExcuse } from "@/features/excuses/api/excuses";
import { sizeText } from "@/features/excuses/chosenFiles";
import { EditExcuse } from "@/features/excuses/components/EditExcuse";
import { whenText } from "@/features/excuses/components/ExcuseRow";
import { ExcuseStateTag } from "@/features/excuses/components/ExcuseStateTag";
import type { Course, Excuse } from "@/lib/api/types";
import { dateAndClock } from "@/lib/format";

interface Props {
  excuse: Excuse;
  courses: readonly Course[];
  /** What the reader may decide. */
  children?: ReactNode;
}

/** All of an excuse: what is asked, what was sent with it, and how it was decided. */
export function ExcuseDetail({ excuse, courses, children }: Props) {
  const { t } = useTranslation("excuses");
  return (
    <article aria-label={t("about", { name: excuse.student_name })} className="flex flex-col gap-6">
      <dl className="grid gap-x-6 sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-y-3">
        <Fact name={t("facts.state")}>
          <ExcuseStateTag state={excuse.state} />
        </Fact>
        <Fact name={t("facts.student")}>
          {excuse.student_name || t("formerStudent")}
          {excuse.student_number && <span className="text-soft"> · {excuse.student_number}</span>}
        </Fact>
        <Fact name={t("facts.when")}>{whenText(excuse)}</Fact>
        {excuse.first_date && (
          <Fact name={t("facts.course")}>
            {excuse.course_id ? `${excuse.course_code} · ${excuse.course_title}` : t("allCourses")}
          </Fact>
        )}
        {excuse.category && <Fact name={t("facts.category")}>{t(`category.${excuse.category}`)}</Fact>}
        <Fact name={t("facts.asked")}>
          {excuse.asked_by === excuse.student_id
            ? dateAndClock(excuse.ask_time)
            : t("facts.askedBy", { time: dateAndClock(excuse.ask_time), name: excuse.asked_by_name })}
        </Fact>
        <Fact name={t("facts.covers")}>{t("facts.coversSessions", { count: excuse.covered_marks })}</Fact>
        {excuse.decide_time && (
          <Fact name={t("facts.decided")}>
            {t("facts.decidedBy", { time: dateAndClock(excuse.decide_time), name: excuse.decided_by_name })}
          </Fact>
        )}
      </dl>
      {excuse.erased ? (
        <Notice>{t("erased")}</Notice>
      ) : (
        <>
          <section>
            <h2 className="mb-1 font-semibold">{t("facts.reason")}</h2>
            <p className="max-w-2xl break-words whitespace-pre-wrap">{excuse.reason}</p>
          </section>
          {excuse.files.length > 0 && <Files excuse={excuse} />}
        </>
      )}
      {excuse.note && (
        <section>
          <h2 className="mb-1 font-semibold">{t("facts.note")}</h2>
          <p className="max-w-2xl break-words whitespace-pre-wrap">{excuse.note}</p>
        </section>
      )}
      {excuse.may_edit && (
        <div className="flex flex-wrap gap-2">
          <EditExcuse excuse={excuse} courses={courses} />
          <Withdraw excuse={excuse} />
        </div>
      )}
      {children}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words max-sm:mb-3">{children}</dd>
    </>
  );
}

function Files({ excuse }: { excuse: Excuse }) {
  const { t } = useTranslation("excuses");
  const queryClient = useQueryClient();
  const erasing = useMutation({
    mutationFn: (fileId: string) => deleteExcuseFile(excuse.excuse_id, fileId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["excuses"] }),
  });
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t("files.title")}</h2>
      {erasing.error && <ProblemNotice error={erasing.error} />}
      <Rows>
        {excuse.files.map((file) => {
          const Icon = file.content_type.startsWith("image/") ? Image : FileText;
          return (
            <Row key={file.file_id}>
              <Icon size={18} className="shrink-0 text-soft" aria-hidden />
              <span className="min-w-0 flex-1">
                <span className="block break-words">{file.file_name}</span>
                <span className="block text-sm text-soft">{sizeText(file.size_bytes)}</span>
              </span>
              <Button asChild small>
                <a href={excuseFileUrl(excuse.excuse_id, file.file_id)} download>
                  <Download size={16} aria-hidden />
                  {t("files.save")}
                </a>
              </Button>
              {excuse.may_edit && (
                <IconButton
                  icon={Trash2}
                  label={t("files.remove", { name: file.file_name })}
                  onClick={() => {
                    erasing.mutate(file.file_id);
                  }}
                />
              )}
            </Row>
          );
        })}
      </Rows>
    </section>
  );
}

function Withdraw({ excuse }: { excuse: Excuse }) {
  const { t } = useTranslation("excuses");
  const queryClient = useQueryClient();
  return (
    <ConfirmButton
      trigger={(ask) => (
        <Button look="quiet" onClick={ask}>
          {t("withdraw.button")}
        </Button>
      )}
      title={t("withdraw.title")}
      consequence={t("withdraw.consequence")}
      action={t("withdraw.button")}
      onConfirm={async () => {
        await withdrawExcuse(excuse.excuse_id);
        await queryClient.invalidateQueries({ queryKey: ["excuses"] });
      }}
    />
  );
}
