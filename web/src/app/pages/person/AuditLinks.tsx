import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Section } from "@/components/Section";
import type { Person } from "@/lib/api/types";

/** The way to what the audit log says of somebody. */
export function AuditLinks({ person }: { person: Person }) {
  const { t } = useTranslation("audit");
  const name = person.display_name;
  return (
    <Section title={t("title")} purpose={t("ofPerson", { name })}>
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <Link to="/audit" search={{ subject: person.person_id }}>
            {t("withPerson", { name })}
          </Link>
        </Button>
        <Button asChild>
          <Link to="/audit" search={{ actor: person.person_id }}>
            {t("byPerson", { name })}
          </Link>
        </Button>
      </div>
    </Section>
  );
}
