import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { CopyField } from "@/components/CopyField";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { createFeed, revokeFeed } from "@/features/timetable/api/changeTimetable";
import { feedQuery } from "@/features/timetable/api/timetable";
import { shortDate } from "@/lib/format";

/** One's own classes in the calendar of one's telephone, at a secret address. */
export function FeedSection() {
  const { t } = useTranslation("timetable");
  const queryClient = useQueryClient();
  const feed = useQuery(feedQuery);
  const creating = useMutation({
    mutationFn: createFeed,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: feedQuery.queryKey }),
  });
  const make = (
    <Button
      busy={creating.isPending}
      onClick={() => {
        creating.mutate();
      }}
    >
      <CalendarPlus size={18} aria-hidden />
      {feed.data?.create_time ? t("feed.renew") : t("feed.make")}
    </Button>
  );
  return (
    <Section title={t("feed.title")} purpose={t("feed.purpose")}>
      <QueryView query={feed}>
        {({ create_time }) => (
          <div className="flex flex-col gap-4">
            {creating.error && <ProblemNotice error={creating.error} />}
            {creating.data && (
              <>
                <CopyField label={t("feed.address")} value={window.location.origin + creating.data.url} />
                <p className="text-sm text-soft">{t("feed.once")}</p>
              </>
            )}
            {create_time && <p className="text-soft">{t("feed.since", { date: shortDate(create_time) })}</p>}
            <div className="flex flex-wrap gap-2">
              {make}
              {create_time && (
                <ConfirmButton
                  trigger={(ask) => (
                    <Button look="danger" onClick={ask}>
                      {t("feed.end")}
                    </Button>
                  )}
                  title={t("feed.end")}
                  consequence={t("feed.endWhy")}
                  action={t("feed.end")}
                  onConfirm={async () => {
                    await revokeFeed();
                    creating.reset();
                    await queryClient.invalidateQueries({ queryKey: feedQuery.queryKey });
                  }}
                />
              )}
            </div>
          </div>
        )}
      </QueryView>
    </Section>
  );
}
