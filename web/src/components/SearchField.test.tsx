import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { SearchField } from "@/components/SearchField";

let searched: string[] = [];
let unmount: () => void;
let show: (value: string) => void;

function open(value: string): HTMLInputElement {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  show = (now) => {
    act(() => {
      root.render(<SearchField label="Search" value={now} onSearch={(text) => searched.push(text)} />);
    });
  };
  show(value);
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

function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
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
  const input = open("");
  type(input, "ma");
  pass(150);
  type(input, "maya ");
  pass(200);
  expect(searched).toEqual(["maya"]);
});

test("a page that is only opened searches nothing", () => {
  open("maya");
  pass(1000);
  expect(searched).toEqual([]);
});

test("what is searched elsewhere takes the place of what was typed, and is not called back", () => {
  const input = open("maya");
  show("");
  pass(1000);
  expect(input.value).toBe("");
  expect(searched).toEqual([]);
});

test("an answer to one's own search takes nothing away of what is typed by then", () => {
  const input = open("");
  type(input, "ma");
  pass(200);
  type(input, "maya");
  show("ma");
  expect(input.value).toBe("maya");
  pass(200);
  expect(searched).toEqual(["ma", "maya"]);
});
