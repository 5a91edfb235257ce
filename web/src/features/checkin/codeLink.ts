/** What a link under the QR code carries after its #, where no log of any server sees it. */
export interface LinkedCode {
  sessionId: string;
  code: string;
}

const LINKED = /^#?([0-9a-f-]{36})\.([0-9]{4,10})$/;

export function codeLink(origin: string, { sessionId, code }: LinkedCode): string {
  return `${origin}/check-in#${sessionId}.${code}`;
}

/** Null: the page was opened without a link, and the code is typed. */
export function linkedCode(hash: string): LinkedCode | null {
  const [, sessionId, code] = LINKED.exec(hash) ?? [];
  return sessionId && code ? { sessionId, code } : null;
}

/** Two groups are read and typed more easily than one: 123 456. */
export function grouped(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}
