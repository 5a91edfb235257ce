/** Refusals of a password or a second factor, which say nothing about the login. */
const STILL_LOGGED_IN = new Set(["WRONG_CREDENTIALS", "SECOND_FACTOR_REFUSED"]);

/** Refusals of a change of what is another by now; marks and excuses are looked at anew in ways of their own. */
const STALE = new Set(["STALE_REVISION", "INSTITUTION_CHANGED", "SLOT_CHANGED", "POLICY_CHANGED"]);

/** Something the gateway refused or could not do; `message` is a sentence for the person who asked. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** What is wrong with each field of a form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly requestId: string;

  constructor(
    message: string,
    status: number,
    reason: string,
    metadata: Readonly<Record<string, string>> = {},
    fields: Readonly<Record<string, string>> = {},
    requestId = "",
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.metadata = metadata;
    this.fields = fields;
    this.requestId = requestId;
  }

  /** The login has ended, or there was none. */
  get isLoggedOut(): boolean {
    return this.status === 401 && !STILL_LOGGED_IN.has(this.reason);
  }

  /** What was to be changed is not what its reader had seen. */
  get isStale(): boolean {
    return STALE.has(this.reason);
  }

  /** Trying the same again may work. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

/** The words are the page's own, see `problem.unreachable` in the locale. */
export function unreachable(): ProblemError {
  return new ProblemError("", 0, "UNREACHABLE");
}

export async function problemOf(response: Response): Promise<ProblemError> {
  const document: unknown = await response.json().catch(() => null);
  if (!isRecord(document) || typeof document.detail !== "string") {
    return new ProblemError("", response.status, "UNKNOWN");
  }
  return new ProblemError(
    document.detail,
    response.status,
    typeof document.reason === "string" ? document.reason : "UNKNOWN",
    stringsOf(document.metadata),
    fieldsOf(document.errors),
    typeof document.request_id === "string" ? document.request_id : "",
  );
}

export function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError ? error : new ProblemError("", 0, "UNKNOWN");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function stringsOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));
}

function fieldsOf(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(
    value.filter(isRecord).map((one) => [String(one.field), String(one.message)]),
  );
}
