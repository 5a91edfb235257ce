import type { LoginChallenge } from "@/lib/api/types";

const MARK = "second-factor=";

export function holdsChallenge(hash: string): boolean {
  return hash.startsWith(MARK);
}

/** The second step that a log-in with another provider leads to: base64url of JSON, after the page's #. */
export function challengeInHash(hash: string): LoginChallenge | null {
  if (!holdsChallenge(hash)) return null;
  try {
    const base64 = hash.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as LoginChallenge;
  } catch {
    return null; // a mangled address: the page asks for the password
  }
}
