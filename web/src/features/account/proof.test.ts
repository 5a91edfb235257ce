import { expect, test } from "vitest";

import { askForProofWith, proven } from "@/features/account/proof";
import { ProblemError } from "@/lib/api/problem";

const needed = () => new ProblemError("prove it first", 409, "PROOF_NEEDED");

/** Refused until the password was given. */
function sensitive() {
  const state = { done: 0, proven: false };
  return {
    state,
    act: () => {
      if (!state.proven) return Promise.reject(needed());
      state.done += 1;
      return Promise.resolve("done");
    },
  };
}

test("what is sensitive is repeated once the password was given", async () => {
  const { state, act } = sensitive();
  const stop = askForProofWith(() => {
    state.proven = true;
    return Promise.resolve(true);
  });
  expect(await proven(act)).toBe("done");
  expect(state.done).toBe(1);
  stop();
});

test("whoever turns away has done nothing", async () => {
  const { state, act } = sensitive();
  const stop = askForProofWith(() => Promise.resolve(false));
  await expect(proven(act)).rejects.toThrow("prove it first");
  expect(state.done).toBe(0);
  stop();
  await expect(proven(act)).rejects.toThrow("prove it first");
});

test("other refusals ask for nothing", async () => {
  const stop = askForProofWith(() => Promise.reject(new Error("asked")));
  await expect(proven(() => Promise.reject(new ProblemError("no", 403, "NOT_ALLOWED")))).rejects.toThrow("no");
  stop();
});
