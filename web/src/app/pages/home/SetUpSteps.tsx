import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Circle, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ROW_LINK, Rows } from "@/components/Rows";
import { Section } from "@/components/Section";
import { coursesQuery } from "@/features/courses/api/courses";
import { peopleSuggestionsQuery } from "@/features/people/api/people";
import { camerasQuery } from "@/features/rooms/api/rooms";
import { galleryQuery } from "@/features/training/api/training";

interface Step {
  name: "students" | "courses" | "rooms" | "training";
  to: "/people" | "/courses" | "/rooms" | "/training";
  done: boolean;
}

/** The way to the first session; gone once it is walked. */
export function SetUpSteps() {
  const { t } = useTranslation();
  const students = useQuery(peopleSuggestionsQuery({ query: "", role: "student" }));
  const courses = useQuery(coursesQuery);
  const cameras = useQuery(camerasQuery());
  const gallery = useQuery(galleryQuery);
  if (!students.data || !courses.data || !cameras.data || !gallery.data) return null;

  const steps: Step[] = [
    { name: "students", to: "/people", done: students.data.total > 0 },
    { name: "courses", to: "/courses", done: courses.data.some((course) => course.enrolled_count > 0) },
    { name: "rooms", to: "/rooms", done: cameras.data.length > 0 },
    { name: "training", to: "/training", done: gallery.data.people > 0 },
  ];
  if (steps.every((step) => step.done)) return null;

  return (
    <Section title={t("home.setUp")} purpose={t("home.setUpPurpose")}>
      <Rows>
        {steps.map(({ name, to, done }) => (
          <li key={name}>
            <Link to={to} className={ROW_LINK}>
              {done ? (
                <CircleCheck size={20} className="text-present" aria-label={t("home.done")} />
              ) : (
                <Circle size={20} className="text-edge" aria-hidden />
              )}
              <span className="min-w-48 flex-1">
                <span className="block font-medium">{t(`home.steps.${name}`)}</span>
                <span className="block text-sm text-soft">{t(`home.steps.${name}Why`)}</span>
              </span>
            </Link>
          </li>
        ))}
      </Rows>
    </Section>
  );
}
