import { Link, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { Section } from "@/components/Section";
import { NoticeChoices } from "@/features/notices/components/NoticeChoices";
import { PushDevices } from "@/features/notices/components/PushDevices";

export function NoticesPage() {
  const { t } = useTranslation("notices");
  const { me } = useRouteContext({ from: "/member" });
  return (
    <>
      <PageHeader
        title={t("page.title")}
        purpose={t("page.purpose")}
        above={
          <Link to="/account" className="text-accent hover:underline">
            {t("page.above")}
          </Link>
        }
      />
      <Section title={t("page.what")} purpose={me.role === "student" ? t("page.whatStudent") : t("page.whatTeacher")}>
        <NoticeChoices
          personId={me.person_id}
          kinds={me.role === "student" ? ["at_risk", "marked_absent"] : ["at_risk"]}
        />
      </Section>
      <Section title={t("page.devices")} purpose={t("page.devicesWhy")}>
        <PushDevices personId={me.person_id} />
      </Section>
    </>
  );
}
