import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, Circle, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Below } from "@/components/Below";
import { ROW_LINK, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { Tag } from "@/components/Tag";
import { coursesQuery } from "@/features/courses/api/courses";
import { peopleSuggestionsQuery } from "@/features/people/api/people";
import { camerasQuery } from "@/features/rooms/api/rooms";
import { sessionsQuery } from "@/features/sessions/api/sessions";
import { galleryQuery } from "@/features/training/api/training";

interface Step {
  name: "students" | "courses" | "rooms" | "photos" | "training" | "session";
  to: "/people" | "/courses" | "/rooms" | "/training" | "/sessions/new";
  done: boolean;
}

/** The way to the first session, gone once it is walked, and what stands below it. */
export function SetUpSteps({ children }: { children: ReactNode }) {
  const known = useSteps();
  return (
    <>
      {known.steps && <StepList steps={known.steps} />}
      <Below coming={known.coming}>{children}</Below>
    </>
  );
}

function useSteps(): { coming: boolean; steps: Step[] | null } {
  const students = useQuery(peopleSuggestionsQuery({ query: "", role: "student" }));
  const courses = useQuery(coursesQuery);
  const cameras = useQuery(camerasQuery());
  const gallery = useQuery(galleryQuery);
  const sessions = useInfiniteQuery(sessionsQuery());
  const coming = [students, courses, cameras, gallery, sessions].some((query) => query.isPending);
  if (!students.data || !courses.data || !cameras.data || !gallery.data || !sessions.data) return { coming, steps: null };

  const steps: Step[] = [
    { name: "students", to: "/people", done: students.data.total > 0 },
    { name: "courses", to: "/courses", done: courses.data.some((course) => course.enrolled_count > 0) },
    { name: "rooms", to: "/rooms", done: cameras.data.length > 0 },
    { name: "photos", to: "/people", done: gallery.data.people + gallery.data.samples_waiting > 0 },
    { name: "training", to: "/training", done: gallery.data.people > 0 },
    { name: "session", to: "/sessions/new", done: sessions.data.pages.some(({ items }) => items.length > 0) },
  ];
  return { coming, steps: steps.every((step) => step.done) ? null : steps };
}

function StepList({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation();
  const next = steps.find((step) => !step.done)?.name;

  return (
    <Section title={t("home.setUp")} purpose={t("home.setUpPurpose")}>
      <Rows>
        {steps.map(({ name, to, done }) => (
          <li key={name}>
            <Link to={to} className={ROW_LINK}>
              {done ? (
                <CircleCheck size={20} className="text-present" aria-label={t("home.done")} />
              ) : (
                <Circle size={20} className={name === next ? "text-accent" : "text-edge"} aria-hidden />
              )}
              <span className="min-w-48 flex-1">
                <span className="block font-medium">{t(`home.steps.${name}`)}</span>
                <span className="block text-sm text-soft">{t(`home.steps.${name}Why`)}</span>
              </span>
              {name === next && (
                <Tag icon={ArrowRight} tone="accent">
                  {t("home.next")}
                </Tag>
              )}
            </Link>
          </li>
        ))}
      </Rows>
    </Section>
  );
}
