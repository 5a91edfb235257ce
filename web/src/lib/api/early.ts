/** Answers asked for before the page's own code has come; each is given out once. */
const asked = new Map<string, Promise<Response>>();

export function askEarly(path: string): void {
  const answer = fetch(path);
  answer.catch(() => undefined); // whoever takes it hears of it
  asked.set(path, answer);
}

/** In place of `fetch`: the early answer where there is one. */
export function fetchOnce(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const path = request.method === "GET" ? pathname + search : "";
  const early = asked.get(path);
  asked.delete(path);
  return early ?? fetch(request);
}
