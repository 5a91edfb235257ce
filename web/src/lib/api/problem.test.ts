import { expect, test } from "vitest";

import { problemOf } from "@/lib/api/problem";
import { fieldErrorsOf } from "@/lib/form";

const problem = (status: number, document: unknown) => problemOf(new Response(JSON.stringify(document), { status }));

test("a problem document keeps its words, reason, metadata and fields", async () => {
  const error = await problem(422, {
    detail: "some fields cannot be used",
    reason: "INVALID_INPUT",
    metadata: { left: 0.5 },
    request_id: "r1",
    errors: [{ field: "password", message: "needs at least 8 characters" }],
  });
  expect(error).toMatchObject({ message: "some fields cannot be used", status: 422, reason: "INVALID_INPUT", requestId: "r1" });
  expect(error.metadata).toEqual({ left: "0.5" });
  expect(fieldErrorsOf(error)).toEqual({ password: "Needs at least 8 characters." });
});

test("an answer that is no problem document is a problem all the same", async () => {
  const error = await problemOf(new Response("<html>Bad gateway</html>", { status: 502 }));
  expect(error).toMatchObject({ status: 502, reason: "UNKNOWN" });
});

test("a taken address is a mistake in its field", async () => {
  const document = { detail: "another person already has this e-mail address", reason: "ALREADY_TAKEN", metadata: { field: "email" } };
  expect(fieldErrorsOf(await problem(409, document))).toEqual({ email: "Another person already has this e-mail address." });
});

test("wrong credentials are no ended login", async () => {
  expect((await problem(401, { detail: "no", reason: "WRONG_CREDENTIALS" })).isLoggedOut).toBe(false);
  expect((await problem(401, { detail: "no", reason: "NOT_LOGGED_IN" })).isLoggedOut).toBe(true);
});
