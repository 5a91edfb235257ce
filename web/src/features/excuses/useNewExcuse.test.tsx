import { act } from "react";
import { expect, test, vi } from "vitest";

import type { ExcuseContent } from "@/features/excuses/api/excuses";
import { useNewExcuse } from "@/features/excuses/useNewExcuse";
import type { Excuse } from "@/lib/api/types";
import { draw } from "@/testing/draw";

const CONTENT: ExcuseContent = { category: "illness", reason: "A cold", first_date: "2026-11-23", last_date: "2026-11-23", course_id: null, session_ids: null };

/** Keeps excuses as the gateway does: one for each request id, and changes of it; its first answer is lost on the way. */
function gateway() {
  const kept = new Map<string, Pick<Excuse, "excuse_id" | "reason" | "revision">>();
  let answers = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = (await request.json()) as { reason: string; request_id?: string; revision?: number };
    const id = body.request_id ?? new URL(request.url).pathname.split("/").at(-1) ?? "";
    const known = kept.get(id);
    if (request.method === "POST" && !known) kept.set(id, { excuse_id: id, reason: body.reason, revision: 1 });
    if (request.method === "PUT" && known?.revision === body.revision) kept.set(id, { excuse_id: id, reason: body.reason, revision: 2 });
    answers += 1;
    if (answers === 1) throw new TypeError("the connection broke");
    return Response.json(kept.get(id));
  });
  return kept;
}

type Asked = ReturnType<typeof useNewExcuse>;

function Asking({ onDraw }: { onDraw: (excuse: Asked) => void }) {
  onDraw(useNewExcuse("a-student"));
  return null;
}

test("what was changed after a lost answer is said, of the one excuse that had arrived", async () => {
  const kept = gateway();
  const drawn: Asked[] = [];
  draw(<Asking onDraw={(excuse) => drawn.push(excuse)} />);
  await act(() => drawn.at(-1)?.send(CONTENT));
  expect(drawn.at(-1)?.error).not.toBeNull();
  const done = await act(() => drawn.at(-1)?.send({ ...CONTENT, reason: "A fever" }));
  expect(done?.reason).toBe("A fever");
  expect([...kept.values()].map(({ reason }) => reason)).toEqual(["A fever"]);
});
