import { useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { DisputeList } from "@/features/disputes/components/DisputeList";

/** Marks that students say are wrong. */
export function DisputesPage() {
  const { t } = useTranslation("disputes");
  const { me } = useRouteContext({ from: "/member" });
  const { show } = useSearch({ from: "/member/disputes" });
  const navigate = useNavigate();
  const student = me.role === "student";
  return (
    <>
      <PageHeader title={t("list.title")} purpose={student ? t("list.purposeMine") : t("list.purpose")} />
      <DisputeList
        role={me.role}
        filter={student ? "all" : (show ?? "open")}
        onFilter={(filter) => void navigate({ to: "/disputes", search: { show: filter } })}
      />
    </>
  );
}
