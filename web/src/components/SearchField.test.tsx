import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { SearchField } from "@/components/SearchField";

let searched: string[] = [];
let unmount: () => void;

function show(value: string): HTMLInputElement {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  act(() => {
    root.render(<SearchField label="Search" value={value} onSearch={(text) => searched.push(text)} />);
  });
  unmount = () => {
    act(() => {
      root.unmount();
    });
    place.remove();
  };
  const input = place.querySelector("input");
  if (!input) throw new Error("there is no field");
  return input;
}

function type(input: HTMLInputElement, text: string): void {
  act(() => {
    // as the browser does it: React listens to the native setter's event
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  searched = [];
});

afterEach(() => {
  unmount();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a search is made once, when typing pauses", () => {
  const input = show("");
  type(input, "ma");
  vi.advanceTimersByTime(150);
  type(input, "maya ");
  vi.advanceTimersByTime(200);
  expect(searched).toEqual(["maya"]);
});

test("a page that is only opened searches nothing", () => {
  show("maya");
  vi.advanceTimersByTime(1000);
  expect(searched).toEqual([]);
});
