import { useTranslation } from "react-i18next";

import type { Person, Role } from "@/lib/api/types";
import { z } from "@/lib/zod";

export const ROLES = ["student", "teacher", "admin"] as const satisfies readonly Role[];

export const LANGUAGES = ["en", "ne"] as const satisfies readonly Person["language"][];

/** What a form about a person must hold, with its mistakes in the reader's words. */
export function usePersonSchema() {
  const { t } = useTranslation("people");
  return z.object({
    display_name: z.string().check(z.minLength(1, t("form.nameMissing"))),
    email: z.string().check(z.regex(/^\S+@\S+$/, t("form.emailWrong"))),
    student_number: z._default(z.string(), ""),
    role: z.enum(ROLES),
    group: z._default(z.string(), ""),
    language: z.enum(LANGUAGES),
    minor: z._default(z.string(), ""),
    guardian_name: z._default(z.string(), ""),
    guardian_email: z._default(z.string().check(z.regex(/^(\S+@\S+)?$/, t("form.emailWrong"))), ""),
    guardian_phone: z._default(z.string(), ""),
  });
}

export type PersonForm = z.output<ReturnType<typeof usePersonSchema>>;

/** The form's texts as the gateway takes them. */
export function personOf({ minor, guardian_name, guardian_email, guardian_phone, ...rest }: PersonForm) {
  return {
    ...rest,
    minor: minor === "on",
    guardian: { name: guardian_name, email: guardian_email, phone: guardian_phone },
  };
}
