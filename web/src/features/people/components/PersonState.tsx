import { Ban, Hourglass, MailQuestion, ScanFace } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Tag } from "@/components/Tag";
import type { Person } from "@/lib/api/types";

/** What an administrator should know of an account at a glance; nothing when all is well. */
export function PersonState({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  return (
    <span className="flex flex-wrap gap-2">
      {!person.active && (
        <Tag icon={Ban} tone="bad">
          {t("state.shutOut")}
        </Tag>
      )}
      {person.active && !person.activated && <Tag icon={MailQuestion}>{t("state.invited")}</Tag>}
      {person.face_consent.awaits_guardian && (
        <Tag icon={Hourglass} tone="warn">
          {t("state.awaitsGuardian")}
        </Tag>
      )}
      {person.role === "student" && person.face_consent.granted && (
        <Tag icon={ScanFace} tone="good">
          {t("state.consented")}
        </Tag>
      )}
    </span>
  );
}
