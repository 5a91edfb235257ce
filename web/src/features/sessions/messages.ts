import type { components } from "@/lib/api/schema";
import type { Mark, Session } from "@/lib/api/types";
import { z } from "@/lib/zod";

const time = z.nullable(z.string());

const session = z.object({
  session_id: z.string(),
  course_id: z.string(),
  course_code: z.string(),
  course_title: z.string(),
  room_id: z.string(),
  room_name: z.string(),
  started_by: z.string(),
  start_time: z.string(),
  end_time: time,
  late_after_seconds: z.number(),
  camera_ids: z.array(z.string()),
  roster_size: z.number(),
  present_count: z.number(),
  planned_start_time: time,
  planned_end_time: time,
  policy_version_id: z.string(),
}) satisfies z.ZodMiniType<Session>;

const mark = z.object({
  student_id: z.string(),
  display_name: z.string(),
  student_number: z.string(),
  status: z.enum(["not_seen", "present", "late", "left_early", "absent", "excused", "unconfirmed"]),
  source: z.enum(["none", "camera", "teacher", "code", "policy"]),
  first_seen_time: time,
  last_seen_time: time,
  revision: z.number(),
  set_by: z.string(),
  note: z.string(),
  confirmed_by: z.string(),
  seen_elsewhere: z.boolean(),
  status_code: z.string(),
  minutes_present: z.number(),
  change_time: time,
}) satisfies z.ZodMiniType<Mark>;

const resume_token = z.string();

export const sessionEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), resume_token, session, marks: z.array(mark) }),
  z.object({ type: z.literal("mark"), resume_token, mark }),
  z.object({ type: z.literal("session"), resume_token, session }),
  z.object({ type: z.literal("heartbeat"), resume_token }),
]) satisfies z.ZodMiniType<components["schemas"]["SessionEvent"]>;

export type SessionMessage = z.infer<typeof sessionEvent>;
