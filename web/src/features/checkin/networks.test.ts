import { describe, expect, it } from "vitest";

import { MOST_NETWORKS, readNetworks } from "@/features/checkin/networks";

describe("readNetworks", () => {
  it("reads one network a line and leaves empty lines out", () => {
    expect(readNetworks("10.20.0.0/16\n\n 192.168.7.128/25 \n2001:db8::/32\n0.0.0.0/0\n10.1.2.3/32")).toEqual({
      networks: ["10.20.0.0/16", "192.168.7.128/25", "2001:db8::/32", "0.0.0.0/0", "10.1.2.3/32"],
    });
  });

  it("takes nothing as any network", () => {
    expect(readNetworks("\n  \n")).toEqual({ networks: [] });
  });

  it.each(["10.20.0.0", "10.20.0.0/33", "10.300.0.0/16", "the college", "2001:db8::/129", "10.20.0.0/16 10.30.0.0/16"])(
    "tells the line of what is no network: %s",
    (text) => {
      expect(readNetworks(`10.0.0.0/8\n${text}`)).toEqual({ mistake: { kind: "notNetwork", line: 2, text } });
    },
  );

  it("says which network an address in it means", () => {
    expect(readNetworks("10.20.3.7/18")).toEqual({
      mistake: { kind: "hostBits", line: 1, text: "10.20.3.7/18", network: "10.20.0.0/18" },
    });
  });

  it("takes no more than the gateway does", () => {
    const many = Array.from({ length: MOST_NETWORKS + 1 }, (_, index) => `10.${index}.0.0/16`).join("\n");
    expect(readNetworks(many)).toEqual({ mistake: { kind: "tooMany" } });
  });
});
