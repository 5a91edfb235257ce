import { QueryClient, useQuery } from "@tanstack/react-query";
import { expect, onTestFinished, test } from "vitest";

import { ConnectionBanner } from "@/app/shell/ConnectionBanner";
import { READABLE_OFFLINE } from "@/lib/offline";
import { reportConnection } from "@/lib/socket/connections";
import { draw, until } from "@/testing/draw";

const kept = { queryKey: ["kept"], queryFn: () => "then", meta: READABLE_OFFLINE, staleTime: Infinity };

function Page() {
  return <p>{useQuery(kept).data}</p>;
}

const site = (isDrawn: boolean) => (
  <>
    <ConnectionBanner />
    {isDrawn && <Page />}
  </>
);

test("how old the page is that is read offline is told of one that is drawn after the banner", async () => {
  reportConnection("a test", true);
  onTestFinished(() => {
    reportConnection("a test", false);
  });
  const client = new QueryClient();
  await client.query(kept);
  const { place, again } = draw(site(false), client);
  const banner = () => place.querySelector("[role=status]")?.textContent;
  const withoutTime = banner();
  again(site(true));
  await until(() => {
    expect(banner()).not.toBe(withoutTime);
  });
});
