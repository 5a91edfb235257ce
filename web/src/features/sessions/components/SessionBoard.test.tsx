import { expect, test } from "vitest";

import { SessionBoard } from "@/features/sessions/components/SessionBoard";
import { NOTHING_YET } from "@/features/sessions/liveSession";
import type { Session } from "@/lib/api/types";
import { draw } from "@/testing/draw";

test("a session without a roster says so, not that everybody is accounted for", () => {
  const live = { ...NOTHING_YET, session: { end_time: null } as Session };
  const { place } = draw(<SessionBoard sessionId="a-session" live={live} onAnswer={() => undefined} onWhy={() => undefined} />);
  expect(place.textContent).toContain("Nobody is on the roster.");
  expect(place.textContent).not.toContain("Everybody is accounted for.");
});
