import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Stethoscope } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/EmptyState";
import { Modal } from "@/components/Modal";
import { PagedView } from "@/components/PagedView";
import { QueryView } from "@/components/QueryView";
import { ROW_LINK, Rows } from "@/components/Rows";
import { excuseQuery, excusesQuery } from "@/features/excuses/api/excuses";
import { ExcuseDetail } from "@/features/excuses/components/ExcuseDetail";
import { ExcuseRow } from "@/features/excuses/components/ExcuseRow";
import type { Course } from "@/lib/api/types";

/** What a student asked, newest first, each with how it stands. */
export function MyExcuses({ courses }: { courses: readonly Course[] }) {
  const { t } = useTranslation("excuses");
  const list = useInfiniteQuery(excusesQuery(null));
  const [open, setOpen] = useState<string | null>(null);
  return (
    <PagedView
      query={list}
      empty={
        <EmptyState icon={Stethoscope} title={t("mine.none")}>
          {t("mine.noneWhy")}
        </EmptyState>
      }
    >
      {(items) => (
        <>
          <Rows>
            {items.map((excuse) => (
              <li key={excuse.excuse_id}>
                <button
                  type="button"
                  className={`${ROW_LINK} w-full text-start`}
                  onClick={() => {
                    setOpen(excuse.excuse_id);
                  }}
                >
                  <ExcuseRow excuse={excuse} withName={false} />
                </button>
              </li>
            ))}
          </Rows>
          <Modal
            open={open !== null}
            onOpenChange={() => {
              setOpen(null);
            }}
            title={t("mine.one")}
          >
            {open && <One excuseId={open} courses={courses} />}
          </Modal>
        </>
      )}
    </PagedView>
  );
}

function One({ excuseId, courses }: { excuseId: string; courses: readonly Course[] }) {
  const query = useQuery(excuseQuery(excuseId));
  return <QueryView query={query}>{(excuse) => <ExcuseDetail excuse={excuse} courses={courses} />}</QueryView>;
}
