import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { QueryView } from "@/components/QueryView";
import { Row, Rows } from "@/components/Rows";
import { consentsQuery } from "@/features/consent/api/consent";
import { dateAndClock } from "@/lib/format";

/** What was agreed to and withdrawn, newest first. */
export function ConsentHistory({ personId }: { personId: string }) {
  const { t } = useTranslation("consent");
  const records = useQuery(consentsQuery(personId));
  return (
    <QueryView query={records}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-soft">{t("history.none")}</p>
        ) : (
          <Rows aria-label={t("history.title")}>
            {items.map((record) => (
              <Row key={`${record.record_time}-${record.granted}`}>
                <span className="min-w-40 flex-1 font-medium">{record.granted ? t("history.granted") : t("history.withdrawn")}</span>
                <span className="text-sm text-soft">
                  {[
                    dateAndClock(record.record_time),
                    record.text_version && t("version", { version: record.text_version }),
                    t(byWhom(record.recorded_by)),
                  ].join(" · ")}
                </span>
              </Row>
            ))}
          </Rows>
        )
      }
    </QueryView>
  );

  function byWhom(recordedBy: string) {
    if (recordedBy === "guardian") return "history.byGuardian";
    return recordedBy === personId ? "history.bySelf" : "history.byAdmin";
  }
}
