import { useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ChoiceBar } from "@/components/ChoiceBar";
import { PageHeader } from "@/components/PageHeader";
import { SearchField } from "@/components/SearchField";
import { NewPersonDialog } from "@/features/people/components/NewPersonDialog";
import { PeopleList } from "@/features/people/components/PeopleList";
import type { Role } from "@/lib/api/types";

const ROLES = ["student", "teacher", "admin"] as const satisfies readonly Role[];

export function PeoplePage() {
  const { t } = useTranslation("people");
  const { me } = useRouteContext({ from: "/member" });
  const { query = "", role = "student" } = useSearch({ from: "/member/people" });
  const navigate = useNavigate({ from: "/people" });
  const add = me.role === "admin" ? <NewPersonDialog key={role} role={role} label={t(`form.add.${role}`)} /> : undefined;
  return (
    <>
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
    </>
  );
}
