import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { PagedView } from "@/components/PagedView";
import { Row, Rows } from "@/components/Rows";
import { conditionsQuery } from "@/features/cameras/api/cameras";
import { clockSeconds, dateAndClock } from "@/lib/format";

/** When a camera was in trouble lately. */
export function CameraConditions({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation("cameras");
  const conditions = useInfiniteQuery(conditionsQuery(cameraId));
  return (
    <PagedView query={conditions} empty={<p className="text-soft">{t("history.none")}</p>}>
      {(found) => (
        <Rows aria-label={t("history.title")}>
          {found.map((one) => (
            <Row key={one.condition_id}>
              <span className="min-w-40 flex-1 font-medium">{t(`trouble.${one.trouble}.name`)}</span>
              <span className="text-sm text-soft">
                {dateAndClock(one.start_time)} –{" "}
                {one.over ? clockSeconds(one.end_time) : t("history.goesOn")}
              </span>
            </Row>
          ))}
        </Rows>
      )}
    </PagedView>
  );
}
