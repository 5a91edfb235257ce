import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PageHeader } from "@/components/PageHeader";
import { QueryView } from "@/components/QueryView";
import { Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { Skeleton } from "@/components/Skeleton";
import { rulesQuery } from "@/features/checkin/api/rules";
import { RoomRules } from "@/features/checkin/components/RoomRules";
import { RulesForm } from "@/features/checkin/components/RulesForm";
import { useRuleSentence } from "@/features/checkin/useRuleSentence";
import { roomsQuery } from "@/features/rooms/api/rooms";

/** From where codes are taken: everywhere, and room by room. */
export function CheckInRulesPage() {
  const { t } = useTranslation("networks");
  const { room: asked } = useSearch({ from: "/member/check-in-rules" });
  const institution = useQuery(rulesQuery(null));
  const rooms = useQuery(roomsQuery);
  const sentence = useRuleSentence();
  const back = (
    <Link to="/rooms" className="text-accent hover:underline">
      {t("back")}
    </Link>
  );
  return (
    <>
      <PageHeader title={t("title")} purpose={t("purpose")} above={back} />
      <QueryView query={institution} skeleton={<Skeleton rows={3} />}>
        {(rules) => (
          <Section title={t("institution.title")} purpose={t("institution.purpose")}>
            <p className="mb-1 text-lg leading-7">{sentence(rules, false)}</p>
            <p className="mb-5 max-w-2xl text-soft">{t("why")}</p>
            <RulesForm roomId={null} rules={rules} />
          </Section>
        )}
      </QueryView>
      <Section title={t("rooms.title")} purpose={t("rooms.purpose")}>
        <QueryView query={rooms} skeleton={<Skeleton rows={4} />}>
          {(found) =>
            found.length === 0 ? (
              <p className="text-soft">{t("rooms.none")}</p>
            ) : (
              <Rows aria-label={t("rooms.title")}>
                {found.map((room) => (
                  <RoomRules key={room.room_id} roomId={room.room_id} name={room.name} open={room.room_id === asked} />
                ))}
              </Rows>
            )
          }
        </QueryView>
      </Section>
    </>
  );
}
