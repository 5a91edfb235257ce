import { onlineManager, QueryClient, useQuery } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";

import { QueryView } from "@/components/QueryView";
import { draw, until } from "@/testing/draw";

function Week() {
  const query = useQuery({ queryKey: ["week"], queryFn: () => Promise.resolve("three classes") });
  return <QueryView query={query}>{(found) => <p>{found}</p>}</QueryView>;
}

afterEach(() => {
  onlineManager.setOnline(true);
});

test("what was never opened says that it waits for the network, and comes with it", async () => {
  onlineManager.setOnline(false);
  const { place } = draw(<Week />, new QueryClient());
  expect(place.textContent).toContain("You are offline");
  onlineManager.setOnline(true);
  await until(() => {
    expect(place.textContent).toBe("three classes");
  });
});
