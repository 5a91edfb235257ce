import { z } from "@/lib/zod";

const V4 = z.cidrv4();
const V6 = z.cidrv6();
export const MOST_NETWORKS = 100;

export type Mistake =
  | { kind: "notNetwork"; line: number; text: string }
  | { kind: "hostBits"; line: number; text: string; network: string }
  | { kind: "tooMany" };

type Read = { networks: string[] } | { mistake: Mistake };

/** One network a line; empty lines count for nothing. The first mistake is told by its line, from 1. */
export function readNetworks(text: string): Read {
  const networks: string[] = [];
  for (const [index, written] of text.split("\n").entries()) {
    const network = written.trim();
    if (network === "") continue;
    const line = index + 1;
    if (!V4.safeParse(network).success && !V6.safeParse(network).success)
      return { mistake: { kind: "notNetwork", line, text: network } };
    const meant = networkOf(network);
    if (meant !== network) return { mistake: { kind: "hostBits", line, text: network, network: meant } };
    networks.push(network);
  }
  return networks.length > MOST_NETWORKS ? { mistake: { kind: "tooMany" } } : { networks };
}

/** 10.20.3.7/16 as 10.20.0.0/16; of IPv6 the gateway judges. */
function networkOf(cidr: string): string {
  const [address = "", prefix = ""] = cidr.split("/");
  if (address.includes(":")) return cidr;
  const bits = Number(prefix);
  const parts = address.split(".").map((part, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    return Number(part) & (0xff << (8 - kept)) & 0xff;
  });
  return `${parts.join(".")}/${prefix}`;
}
