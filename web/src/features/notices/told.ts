const KEY = "presence.push";

/** What the server was last told of this browser: whose it is, and the digest of its endpoint. */
export interface Told {
  personId: string;
  digest: string;
}

export function told(): Told | null {
  try {
    return JSON.parse(window.localStorage.getItem(KEY) ?? "null") as Told | null;
  } catch {
    return null;
  }
}

export function noteTold(now: Told | null): void {
  try {
    if (now) window.localStorage.setItem(KEY, JSON.stringify(now));
    else window.localStorage.removeItem(KEY);
  } catch {
    // storage is switched off: notices work until the browser renews its subscription
  }
}
