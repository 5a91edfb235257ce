import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { noticesQuery, setNotices } from "@/features/account/api/notices";
import type { NoticeSettings } from "@/lib/api/types";

/** Whether somebody is warned about attendance by e-mail. */
export function NoticeSwitch({ personId }: { personId: string }) {
  const { t } = useTranslation("account");
  const queryClient = useQueryClient();
  const notices = useQuery(noticesQuery(personId));
  const change = useMutation({
    mutationFn: (wanted: NoticeSettings) => setNotices(personId, wanted),
    onSuccess: (settings) => {
      queryClient.setQueryData(noticesQuery(personId).queryKey, settings);
    },
  });
  return (
    <QueryView query={notices}>
      {(settings) => {
        const shown = change.isPending ? change.variables : settings;
        return (
          <>
            <label className="flex min-h-10 items-center gap-3">
              <input
                type="checkbox"
                className="size-5 accent-accent"
                checked={shown.attendance}
                onChange={(event) => {
                  change.mutate({ ...settings, attendance: event.target.checked });
                }}
              />
              {t("notices.attendance")}
            </label>
            {change.error && <ProblemNotice error={change.error} />}
          </>
        );
      }}
    </QueryView>
  );
}
