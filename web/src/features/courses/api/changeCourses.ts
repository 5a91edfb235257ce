import { answerOf, api } from "@/lib/api/client";

/** When a course is held: in a term, or on days of its own, which go before the term's; "" is none. */
export interface CourseDays {
  term_id: string;
  first_date: string;
  last_date: string;
}

export interface NewCourse extends CourseDays {
  code: string;
  title: string;
  teacher_ids: string[];
  request_id: string;
}

export const addCourse = ({ term_id, ...course }: NewCourse) =>
  answerOf(api.POST("/api/v1/courses", { body: { ...course, term_id: term_id || null } }));

type CourseChange = CourseDays & { code: string; title: string; revision: number };

/** The revision says what was looked at: when the course has changed since, it is refused. */
export const updateCourse = (courseId: string, change: CourseChange) =>
  answerOf(
    api.PATCH("/api/v1/courses/{course_id}", { params: { path: { course_id: courseId } }, body: change }),
  );

export const setTeachers = (courseId: string, teacherIds: string[], revision: number) =>
  answerOf(
    api.PATCH("/api/v1/courses/{course_id}", {
      params: { path: { course_id: courseId } },
      body: { teacher_ids: teacherIds, revision },
    }),
  );

export const deleteCourse = (courseId: string) =>
  answerOf(api.DELETE("/api/v1/courses/{course_id}", { params: { path: { course_id: courseId } } }));

/** From a day on, until a day; "" is from today, and until further notice. */
export const enrolStudents = (courseId: string, studentIds: string[], days: { first_date: string; last_date: string }) =>
  answerOf(
    api.POST("/api/v1/courses/{course_id}/enrolments", {
      params: { path: { course_id: courseId } },
      body: { student_ids: studentIds, ...days },
    }),
  );

/** The last day of it; "" is from now on. */
export const unenrolStudent = (courseId: string, studentId: string, lastDate: string) =>
  answerOf(
    api.DELETE("/api/v1/courses/{course_id}/enrolments/{student_id}", {
      params: { path: { course_id: courseId, student_id: studentId }, query: { last_date: lastDate } },
    }),
  );
