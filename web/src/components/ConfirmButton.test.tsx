import { MutationCache, QueryClient } from "@tanstack/react-query";
import { act } from "react";
import { expect, test, vi } from "vitest";

import { Button } from "@/components/Button";
import { ConfirmButton } from "@/components/ConfirmButton";
import { ProblemError } from "@/lib/api/problem";
import { draw, press, until } from "@/testing/draw";

function question(onConfirm: () => Promise<unknown>, queryClient = new QueryClient()) {
  draw(
    <ConfirmButton
      trigger={(ask) => <Button onClick={ask}>Delete</Button>}
      title="Delete it?"
      consequence="It is gone."
      action="Yes"
      onConfirm={onConfirm}
    />,
    queryClient,
  );
}

const dialog = () => document.querySelector("[role=dialog]");

test("a question whose answer is refused stays open with the reason, and its cause is told as any other's", async () => {
  const told: unknown[] = [];
  const ended = new ProblemError("log in first", 401, "NOT_LOGGED_IN");
  question(() => Promise.reject(ended), new QueryClient({ mutationCache: new MutationCache({ onError: (error) => told.push(error) }) }));
  await press("Delete");
  await press("Yes");
  await until(() => {
    expect(dialog()?.textContent).toContain("Your log-in has ended");
  });
  expect(told).toEqual([ended]);
});

test("a question that is answered again while it is being done is done once", async () => {
  const done = vi.fn<() => void>();
  let finish: () => void = () => undefined;
  question(
    () =>
      new Promise<void>((resolve) => {
        done();
        finish = resolve;
      }),
  );
  await press("Delete");
  await press("Yes");
  await until(() => {
    expect(dialog()?.querySelector("[aria-disabled=true]")?.textContent).toBe("Yes");
  });
  await press("Yes");
  expect(done).toHaveBeenCalledTimes(1);
  act(() => {
    finish();
  });
  await until(() => {
    expect(dialog()).toBeNull();
  });
});
