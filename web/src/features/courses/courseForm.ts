import { useTranslation } from "react-i18next";

import { z } from "@/lib/zod";

/** What a course's form has to hold; messages are sentences in the reader's language. */
export function useCourseSchema() {
  const { t } = useTranslation("courses");
  return z
    .object({
      code: z.string().check(z.minLength(1, t("form.codeMissing"))),
      title: z.string().check(z.minLength(1, t("form.titleMissing"))),
      term_id: z.string(),
      first_date: z.string(),
      last_date: z.string(),
    })
    .check(
      z.refine((form) => (form.first_date === "") === (form.last_date === ""), {
        path: ["last_date"],
        error: t("days.both"),
      }),
    );
}
