import { asProblem } from "@/lib/api/problem";

/** Asks who is here to prove it; false when they turn away. */
type Ask = () => Promise<boolean>;

let current: Ask | null = null;

/** The page's one way to ask; gives back what ends it. */
export function askForProofWith(ask: Ask): () => void {
  current = ask;
  return () => {
    if (current === ask) current = null;
  };
}

/** Does what is sensitive; where recent proof is missing, asks for the password and does it again. */
export async function proven<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (asProblem(error).reason !== "PROOF_NEEDED" || !current || !(await current())) throw error;
    return act();
  }
}
