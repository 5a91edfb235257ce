import account from "./en/account.json";
import accuracy from "./en/accuracy.json";
import attendance from "./en/attendance.json";
import audit from "./en/audit.json";
import cameras from "./en/cameras.json";
import charts from "./en/charts.json";
import checkin from "./en/checkin.json";
import common from "./en/common.json";
import consent from "./en/consent.json";
import courses from "./en/courses.json";
import design from "./en/design.json";
import disputes from "./en/disputes.json";
import edits from "./en/edits.json";
import excuses from "./en/excuses.json";
import faces from "./en/faces.json";
import history from "./en/history.json";
import insight from "./en/insight.json";
import kiosk from "./en/kiosk.json";
import mail from "./en/mail.json";
import notices from "./en/notices.json";
import networks from "./en/networks.json";
import people from "./en/people.json";
import policies from "./en/policies.json";
import privacy from "./en/privacy.json";
import problems from "./en/problems.json";
import reports from "./en/reports.json";
import reviews from "./en/reviews.json";
import rollcall from "./en/rollcall.json";
import rooms from "./en/rooms.json";
import sessions from "./en/sessions.json";
import staffProblems from "./en/staffProblems.json";
import studentProblems from "./en/studentProblems.json";
import system from "./en/system.json";
import timetable from "./en/timetable.json";
import training from "./en/training.json";

/** English, by namespace: the language every other one is held against. */
export const en = {
  account,
  accuracy,
  attendance,
  audit,
  cameras,
  charts,
  checkin,
  common,
  consent,
  courses,
  design,
  disputes,
  edits,
  excuses,
  faces,
  history,
  insight,
  kiosk,
  mail,
  notices,
  networks,
  people,
  policies,
  privacy,
  problems,
  reports,
  reviews,
  rollcall,
  rooms,
  sessions,
  staffProblems,
  studentProblems,
  system,
  timetable,
  training,
};
