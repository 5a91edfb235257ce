import { act } from "react";
import { expect, test, vi } from "vitest";

import { useMarking } from "@/features/sessions/useMarking";
import type { Mark, MarkStatus } from "@/lib/api/types";
import { draw, until } from "@/testing/draw";

const UNSEEN = { student_id: "s1", display_name: "Sita Rai", revision: 1, status: "not_seen", source: "none", note: "" } as Mark;

/** Keeps one mark as the gateway does, and refuses a word about an older one. */
function gateway(): { mark: Mark } {
  const kept = { mark: UNSEEN };
  vi.stubGlobal("fetch", async (request: Request) => {
    const { status, revision } = (await request.json()) as { status: MarkStatus; revision: number };
    if (revision !== kept.mark.revision) return Response.json({ detail: "it has changed", reason: "MARK_CHANGED" }, { status: 409 });
    kept.mark = { ...kept.mark, status, revision: revision + 1, source: status === "not_seen" ? "none" : "teacher" };
    return Response.json(kept.mark);
  });
  return kept;
}

type Marking = ReturnType<typeof useMarking>;

function Board({ onDraw }: { onDraw: (marking: Marking) => void }) {
  onDraw(useMarking("a-session", new Map([["s1", UNSEEN]]), () => undefined));
  return null;
}

test("a word that follows at once is said about the mark before it, and taken back to that", async () => {
  const kept = gateway();
  const drawn: Marking[] = [];
  draw(<Board onDraw={(marking) => drawn.push(marking)} />);
  act(() => {
    drawn.at(-1)?.say(UNSEEN, "present");
    drawn.at(-1)?.say(UNSEEN, "late");
  });
  await until(() => {
    expect(drawn.at(-1)?.last?.after.status).toBe("late");
  });
  expect(drawn.at(-1)?.failed).toEqual([]);
  expect(kept.mark.status).toBe("late");
  act(() => {
    drawn.at(-1)?.takeBack();
  });
  await until(() => {
    expect(kept.mark.status).toBe("present");
  });
});
