import { useQuery } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";

import { policyQuery } from "@/features/policies/api/policies";
import { PolicyForm } from "@/features/policies/components/PolicyForm";
import type { PolicyInForce, PolicySettings, PolicyView } from "@/lib/api/types";
import { draw, press, type, until } from "@/testing/draw";

const BEGINNINGS: PolicyInForce = {
  late_after_seconds: 600,
  left_early_before_seconds: 0,
  minimum_present_seconds: 0,
  bridge_gap_seconds: 300,
  watched_share_for_absence: 0.8,
  statuses: [{ code: "PRESENT", kind: "present", label_en: "Present", label_ne: "उपस्थित", points: 1, counts: true, teachers_may_set: true }],
  free_absences: 0,
  warnings: [],
  excuses_decided_by: "teacher",
};
const PLACE = { sessionId: "a-session" }; // whose form tries nothing on the past

function viewOf(version: number, settings: PolicySettings): PolicyView {
  const own = { version, settings, author: "a", create_time: "2026-03-02T04:15:00Z", note: "" };
  return { effective: BEGINNINGS, origins: {} as PolicyView["origins"], own, decided_by: null };
}

/** The form over a gateway that keeps the session's newest version. */
function form(settings: PolicySettings) {
  const kept = { version: 1, settings, onDone: vi.fn<(saved: boolean) => void>() };
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "PUT") {
      const sent = (await request.json()) as { version: number; settings: PolicySettings };
      if (sent.version !== kept.version) {
        return Response.json({ detail: "it was changed", reason: "POLICY_CHANGED" }, { status: 409 });
      }
      kept.version += 1;
      kept.settings = sent.settings;
    }
    return Response.json(viewOf(kept.version, kept.settings));
  });
  function Page() {
    const policy = useQuery(policyQuery(PLACE));
    return policy.data && <PolicyForm place={PLACE} view={policy.data} inherited={BEGINNINGS} onDone={kept.onDone} />;
  }
  draw(<Page />);
  return kept;
}

const minutes = () => document.querySelector<HTMLInputElement>("input[type=number]");
const notice = () => document.querySelector("[role=alert]")?.textContent ?? "";

async function typedOver() {
  const kept = form({ late_after_seconds: 600 });
  await until(() => {
    expect(minutes()?.value).toBe("10");
  });
  type(minutes(), "20");
  const [present] = BEGINNINGS.statuses;
  if (!present) throw new Error("no status");
  kept.version = 2; // by somebody else
  kept.settings = { late_after_seconds: 300, free_absences: 1, statuses: [{ ...present, points: 0.5 }] };
  await press("Save as version 2");
  await until(() => {
    expect(notice()).toContain("Who comes more than 5 minutes after the start is late.");
  });
  return kept;
}

test("a policy that somebody else has changed is shown as it is now, and what was decided is saved as the next version", async () => {
  const kept = await typedOver();
  expect(notice()).toContain("The lowest session does not count.");
  expect(notice()).toContain("Present (PRESENT) – Counts as: Present, Points: 0.5");
  expect(notice()).not.toContain("inherited");
  expect(minutes()?.value).toBe("20");
  await press("Save as version 3");
  await until(() => {
    expect(kept.onDone).toHaveBeenCalledWith(true);
  });
  expect(kept).toMatchObject({ version: 3, settings: { late_after_seconds: 1200 } });
});

test("what somebody else has decided is taken over, and there is nothing to save then", async () => {
  await typedOver();
  await press("Take theirs");
  expect(minutes()?.value).toBe("5");
  expect(notice()).toBe("");
  const save = [...document.querySelectorAll("button")].find((one) => one.textContent === "Save as version 3");
  expect(save?.disabled).toBe(true);
});
