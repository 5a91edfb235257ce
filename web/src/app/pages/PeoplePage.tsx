import { Link, useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { Download, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ChoiceBar } from "@/components/ChoiceBar";
import { PageHeader } from "@/components/PageHeader";
import { SearchField } from "@/components/SearchField";
import { exportUrl } from "@/features/people/api/people";
import { NewPersonDialog } from "@/features/people/components/NewPersonDialog";
import { PeopleList } from "@/features/people/components/PeopleList";
import type { Role } from "@/lib/api/types";

const ROLES = ["student", "teacher", "admin"] as const satisfies readonly Role[];

export function PeoplePage() {
  const { t } = useTranslation("people");
  const { me } = useRouteContext({ from: "/member" });
  const { query = "", role = "student" } = useSearch({ from: "/member/people" });
  const navigate = useNavigate({ from: "/people" });
  const add = me.role === "admin" && (
    <>
      <Button asChild>
        <a href={exportUrl} download>
          <Download size={18} aria-hidden />
          {t("import.export")}
        </a>
      </Button>
      <Button asChild>
        <Link to="/people/import">
          <Upload size={18} aria-hidden />
          {t("import.link")}
        </Link>
      </Button>
      <NewPersonDialog key={role} role={role} label={t(`form.add.${role}`)} />
    </>
  );
  return (
    <div data-wide>
      <PageHeader title={t("title")} purpose={t("purpose")} action={add} />
      <div className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <SearchField
          label={t("search")}
          value={query}
          onSearch={(text) => {
            void navigate({ search: (old) => ({ ...old, query: text || undefined }), replace: true });
          }}
        />
        <ChoiceBar
          label={t("form.role")}
          value={role}
          choices={ROLES.map((one) => ({ value: one, label: t(`roles.${one}`) }))}
          onChoose={(one) => {
            void navigate({ search: (old) => ({ ...old, role: one }), replace: true });
          }}
        />
      </div>
      <PeopleList query={query} role={role} />
    </div>
  );
}
