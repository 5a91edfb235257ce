import { act, useState } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Modal } from "@/components/Modal";

let place: HTMLElement;
let unmount: () => void;

function Questions() {
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState(1);
  return (
    <>
      <h1 id="page-title" tabIndex={-1}>
        Page
      </h1>
      {left > 0 && (
        <button
          type="button"
          onClick={() => {
            setOpen(true);
          }}
        >
          Look
        </button>
      )}
      <Modal open={open} onOpenChange={setOpen} title="Question">
        <button
          type="button"
          onClick={() => {
            setLeft(0);
          }}
        >
          Answer
        </button>
      </Modal>
    </>
  );
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  act(() => {
    root.render(<Questions />);
  });
  unmount = () => {
    act(() => {
      root.unmount();
    });
    place.remove();
  };
});

afterEach(() => {
  unmount();
  vi.unstubAllGlobals();
});

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name);
  if (!found) throw new Error(`there is no button ${name}`);
  return found;
}

async function press(name: string) {
  await act(async () => {
    button(name).focus();
    button(name).click();
    await Promise.resolve();
  });
}

test("when a dialog closes, the keyboard is back where it was opened", async () => {
  await press("Look");
  expect(document.querySelector("[role=dialog]")).not.toBeNull();
  await press("Close");
  expect(document.querySelector("[role=dialog]")).toBeNull();
  await vi.waitFor(() => {
    expect(document.activeElement).toBe(button("Look"));
  });
});

test("when what opened it is gone, the keyboard is at the page's title", async () => {
  await press("Look");
  await press("Answer");
  await press("Close");
  await vi.waitFor(() => {
    expect(document.activeElement).toBe(document.getElementById("page-title"));
  });
});
