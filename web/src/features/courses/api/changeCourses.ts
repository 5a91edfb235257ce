import { answerOf, api } from "@/lib/api/client";

export interface NewCourse {
  code: string;
  title: string;
  teacher_ids: string[];
  request_id: string;
}

export const addCourse = (course: NewCourse) => answerOf(api.POST("/api/v1/courses", { body: course }));

export const updateCourse = (courseId: string, change: { code: string; title: string }) =>
  answerOf(
    api.PATCH("/api/v1/courses/{course_id}", { params: { path: { course_id: courseId } }, body: change }),
  );

export const setTeachers = (courseId: string, teacherIds: string[]) =>
  answerOf(
    api.PATCH("/api/v1/courses/{course_id}", {
      params: { path: { course_id: courseId } },
      body: { teacher_ids: teacherIds },
    }),
  );

export const deleteCourse = (courseId: string) =>
  answerOf(api.DELETE("/api/v1/courses/{course_id}", { params: { path: { course_id: courseId } } }));

export const enrolStudents = (courseId: string, studentIds: string[]) =>
  answerOf(
    api.POST("/api/v1/courses/{course_id}/enrolments", {
      params: { path: { course_id: courseId } },
      body: { student_ids: studentIds },
    }),
  );

export const unenrolStudent = (courseId: string, studentId: string) =>
  answerOf(
    api.DELETE("/api/v1/courses/{course_id}/enrolments/{student_id}", {
      params: { path: { course_id: courseId, student_id: studentId } },
    }),
  );
