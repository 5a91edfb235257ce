import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { GraduationCap } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { PageHeader } from "@/components/PageHeader";
import { ProblemNotice } from "@/components/ProblemNotice";
import { QueryView } from "@/components/QueryView";
import { Section } from "@/components/Section";
import { Together } from "@/components/Together";
import { galleryQuery, startTraining, trainingRunsQuery } from "@/features/training/api/training";
import { GalleryCard } from "@/features/training/components/GalleryCard";
import { EncoderList } from "@/features/training/components/EncoderList";
import { LookAlikes } from "@/features/training/components/LookAlikes";
import { RunList } from "@/features/training/components/RunList";
import { RunView } from "@/features/training/components/RunView";
import { Thresholds } from "@/features/training/components/Thresholds";
import { VersionList } from "@/features/training/components/VersionList";
import { asProblem } from "@/lib/api/problem";
import { newId } from "@/lib/ids";

/** Trains the model. The run shown stands in the address, so that a reload rejoins it; one under way is joined by itself. */
export function TrainingPage() {
  const { t } = useTranslation("training");
  const { run: chosenRun } = useSearch({ from: "/member/training" });
  const navigate = useNavigate({ from: "/training" });
  const queryClient = useQueryClient();
  const gallery = useQuery(galleryQuery);
  const runs = useQuery(trainingRunsQuery);
  const underWay = runs.data?.items.find((run) => run.state === "running");
  const shown = chosenRun ?? underWay?.request_id;

  const show = (run: string) => navigate({ search: { run } });
  const starting = useMutation({
    mutationFn: async () => {
      try {
        return (await startTraining(newId())).request_id;
      } catch (error) {
        const problem = asProblem(error);
        const other = problem.reason === "TRAINING_UNDER_WAY" ? problem.metadata.request_id : undefined;
        if (other) return other; // somebody was first: watch theirs
        throw error;
      }
    },
    onSuccess: async (run) => {
      void queryClient.invalidateQueries({ queryKey: ["training"] });
      await show(run);
    },
  });

  return (
    <>
      <PageHeader
        title={t("title")}
        purpose={t("purpose")}
        action={
          <Button
            look="main"
            busy={starting.isPending}
            held={underWay !== undefined}
            onClick={() => {
              starting.mutate();
            }}
          >
            <GraduationCap size={18} aria-hidden />
            {underWay ? t("running") : t("start")}
          </Button>
        }
      />
      {starting.error && <ProblemNotice error={starting.error} />}
      <Together>
        <QueryView query={gallery}>{(found) => <GalleryCard gallery={found} />}</QueryView>
        {shown && <RunView key={shown} requestId={shown} />}
        <LookAlikes />
        <QueryView query={runs}>
          {({ items }) =>
            items.length > 0 ? (
              <Section
                title={t("runs.title")}
                action={
                  chosenRun && (
                    <Link to="/training" search={{}} className="text-sm text-accent hover:underline">
                      {t("run.back")}
                    </Link>
                  )
                }
              >
                <RunList runs={items} />
              </Section>
            ) : (
              !shown && (
                <EmptyState icon={GraduationCap} title={t("runs.none")}>
                  {t("runs.noneWhy")}
                </EmptyState>
              )
            )
          }
        </QueryView>
        <VersionList />
        <EncoderList held={underWay !== undefined} onChange={show} />
        <Thresholds />
      </Together>
    </>
  );
}
