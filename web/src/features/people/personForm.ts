import { useTranslation } from "react-i18next";

import type { Role } from "@/lib/api/types";
import { z } from "@/lib/zod";

export const ROLES = ["student", "teacher", "admin"] as const satisfies readonly Role[];

/** What a form about a person must hold, with its mistakes in the reader's words. */
export function usePersonSchema() {
  const { t } = useTranslation("people");
  return z.object({
    display_name: z.string().check(z.minLength(1, t("form.nameMissing"))),
    email: z.string().check(z.regex(/^\S+@\S+$/, t("form.emailWrong"))),
    student_number: z._default(z.string(), ""),
    role: z.enum(ROLES),
  });
}

export type PersonForm = z.output<ReturnType<typeof usePersonSchema>>;
