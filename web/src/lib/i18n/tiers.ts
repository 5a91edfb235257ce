/** Texts in the order in which people need them; what a page needs and has not come yet is fetched then. */

/** Before the first page, of anybody: a student's first page included. */
export const FIRST_TEXTS = ["common", "problems", "account", "attendance"] as const;

/** Soon after a student's first page. All others are read by those who teach or administrate. */
export const STUDENT_TEXTS = ["consent", "faces", "excuses", "disputes", "checkin", "history", "timetable", "notices", "privacy", "studentProblems"] as const;
