import { QueryClient } from "@tanstack/react-query";
import { act } from "react";
import { expect, test, vi } from "vitest";

import { coursesQuery } from "@/features/courses/api/courses";
import { ReportForm } from "@/features/reports/components/ReportForm";
import { draw, until } from "@/testing/draw";

test("nobody is told that there is no course before it is known", async () => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  const client = new QueryClient();
  const { place } = draw(<ReportForm />, client);
  expect(place.textContent).not.toContain("There is no course yet");
  act(() => {
    client.setQueryData(coursesQuery.queryKey, []);
  });
  await until(() => {
    expect(place.textContent).toContain("There is no course yet");
  });
});
