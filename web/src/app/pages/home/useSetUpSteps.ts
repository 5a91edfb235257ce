import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { coursesQuery } from "@/features/courses/api/courses";
import { peopleSuggestionsQuery } from "@/features/people/api/people";
import { camerasQuery } from "@/features/rooms/api/rooms";
import { sessionsQuery } from "@/features/sessions/api/sessions";
import { galleryQuery } from "@/features/training/api/training";

export interface Step {
  name: "students" | "courses" | "rooms" | "photos" | "training" | "session";
  to: "/people" | "/courses" | "/rooms" | "/training" | "/sessions/new";
  done: boolean;
}

/** The steps to the first session, and which are done; null once all are, and until it is known. */
export function useSetUpSteps(): { coming: boolean; steps: Step[] | null } {
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
