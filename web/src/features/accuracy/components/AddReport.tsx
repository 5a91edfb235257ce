import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { FileDrop } from "@/components/FileDrop";
import { ProblemNotice } from "@/components/ProblemNotice";
import { Section } from "@/components/Section";
import { addReport } from "@/features/accuracy/api/accuracy";

/** Takes a report.json and shows it. */
export function AddReport({ onAdded }: { onAdded: (reportId: string) => void }) {
  const { t } = useTranslation("accuracy");
  const queryClient = useQueryClient();
  const adding = useMutation({
    mutationFn: addReport,
    onSuccess: async (added) => {
      await queryClient.invalidateQueries({ queryKey: ["accuracy"], exact: true });
      onAdded(added.report_id);
    },
  });
  return (
    <Section title={t("add.title")}>
      {adding.error && (
        <div className="mb-4">
          <ProblemNotice error={adding.error} />
        </div>
      )}
      <FileDrop
        label={t("add.label")}
        hint={t("add.hint")}
        accept=".json,application/json"
        onFiles={([file]) => {
          adding.mutate(file);
        }}
      />
    </Section>
  );
}
