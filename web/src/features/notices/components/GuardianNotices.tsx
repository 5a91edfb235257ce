import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { noticesQuery, setNotices } from "@/features/notices/api/settings";
import type { NoticeSettings } from "@/lib/api/types";

/** Whether a student's guardian is e-mailed; at the guardian's word, an administrator switches it. */
export function GuardianNotices({ personId }: { personId: string }) {
  const { t } = useTranslation("notices");
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
      {(settings) => (
        <>
          <label className="flex min-h-10 items-center gap-3">
            <input
              type="checkbox"
              className="size-5 accent-accent"
              checked={(change.isPending ? change.variables : settings).guardian}
              onChange={(event) => {
                change.mutate({ ...settings, guardian: event.target.checked });
              }}
            />
            {t("guardian.label")}
          </label>
          {change.error && <ProblemNotice error={change.error} />}
        </>
      )}
    </QueryView>
  );
}
