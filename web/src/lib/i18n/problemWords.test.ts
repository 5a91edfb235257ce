import i18next from "i18next";
import { afterEach, expect, test } from "vitest";

import { ProblemError } from "@/lib/api/problem";
import { problemWords } from "@/lib/i18n/problemWords";

const problem = (reason: string, metadata: Record<string, string> = {}, words = "the server's words") =>
  new ProblemError(words, 409, reason, metadata);

afterEach(async () => {
  await i18next.changeLanguage("en");
});

test("a problem is told in the page's language, whosever it is", async () => {
  await i18next.changeLanguage("ne");
  expect(problemWords(problem("CODE_WRONG"))).toBe("कोड मिलेन। पर्दा हेरेर फेरि टाइप गर्नुहोस्।");
  expect(problemWords(problem("ROOM_NAME_TAKEN"))).toBe("यो नाम अर्को कोठाको हो।");
});

test("what is particular about a problem is filled in, its day as people write days", () => {
  const conflict = { kind: "room", name: "Hall <1>", date: "2026-03-02", start_time: "10:00", end_time: "11:00", course_code: "CS1" };
  expect(problemWords(problem("TIMETABLE_CONFLICT", conflict))).toBe("Hall <1> is taken then: CS1, Mon, Mar 2, 10:00–11:00.");
});

test("what a file says is never taken for a text of ours", () => {
  const name = "{{detail}} $t(problems:unknown)";
  expect(problemWords(problem("EVENT_ROOM_UNKNOWN", { name }))).toBe(`No room is called “${name}”.`);
});

test("a problem that is of one of several fields has words for each", () => {
  expect(problemWords(problem("ALREADY_TAKEN", { field: "student_number" }))).toBe("Another person already has this student number.");
  expect(problemWords(problem("ALREADY_TAKEN", { field: "of tomorrow" }))).toBe("Another person has this already.");
});

test("where there are no words the gateway's are told as a sentence, and some where it has none", async () => {
  expect(problemWords(problem("OF_TOMORROW", {}, "the moon is in the way"))).toBe("The moon is in the way.");
  expect(problemWords(problem("OF_TOMORROW", {}, ""))).toContain("went wrong");
  expect(problemWords(problem("INVALID_INPUT", {}, "weekdays must name at least one day"))).toBe("Weekdays must name at least one day.");
  await i18next.changeLanguage("ne");
  expect(problemWords(problem("INVALID_INPUT", {}, "must be later"))).toBe("यो चल्दैन: Must be later.");
});
