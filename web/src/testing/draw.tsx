import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { onTestFinished, vi } from "vitest";

import { eventually } from "@/testing/eventually";

interface Drawn {
  place: HTMLElement;
  again: (node: ReactNode) => void;
  /** Ends it before the test does. */
  leave: () => void;
}

/** Draws for one test, with whatever asks the gateway answered by `queryClient`. */
export function draw(node: ReactNode, queryClient = new QueryClient()): Drawn {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const again = (next: ReactNode) => {
    act(() => {
      root.render(<QueryClientProvider client={queryClient}>{next}</QueryClientProvider>);
    });
  };
  let gone = false;
  const leave = () => {
    if (gone) return;
    gone = true;
    act(() => {
      root.unmount();
    });
    place.remove();
  };
  again(node);
  onTestFinished(() => {
    leave();
    vi.unstubAllGlobals();
  });
  return { place, again, leave };
}

/** Presses the button that says so, wherever on the page it is; what follows has happened when it is done. */
export async function press(words: string): Promise<void> {
  const button = [...document.querySelectorAll("button")].find(
    (one) => one.textContent.trim() === words || one.getAttribute("aria-label") === words,
  );
  if (!button) throw new Error(`there is no button ${words}`);
  await act(async () => {
    button.focus();
    button.click();
    await Promise.resolve();
  });
}

/** Waits until it holds. */
export async function until(holds: () => void): Promise<void> {
  await act(() => eventually(holds));
}

/** Types over what the field holds. */
export function type(field: HTMLInputElement | null, text: string): void {
  if (!field) throw new Error("there is no field");
  act(() => {
    // as the browser does it: React listens to the native setter's event
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
