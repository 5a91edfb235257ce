import { vi } from "vitest";

const PATIENCE_MS = 20_000; // Vitest's own second is short where other work has the processor

/** Waits until it holds. */
export const eventually = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: PATIENCE_MS });
