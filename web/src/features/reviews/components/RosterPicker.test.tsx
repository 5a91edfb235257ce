import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { RosterPicker } from "@/features/reviews/components/RosterPicker";
import type { Mark } from "@/lib/api/types";

const mark = (student_id: string, display_name: string, student_number: string): Mark => ({
  student_id,
  display_name,
  student_number,
  status: "not_seen",
  source: "none",
  first_seen_time: null,
  last_seen_time: null,
  revision: 1,
  set_by: "",
  note: "",
  confirmed_by: "",
  seen_elsewhere: false, status_code: "", minutes_present: 0, change_time: null,
});

const ROSTER = new Map(
  [mark("1", "Sita Rai", "S7"), mark("2", "Amir Khan", "S8"), mark("3", "Bina Rai", "S9")].map((one) => [one.student_id, one]),
);

let place: HTMLElement;
let unmount: () => void;
let picked: string[];

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  picked = [];
  place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  act(() => {
    root.render(<RosterPicker roster={ROSTER} onPick={(personId) => picked.push(personId)} onCancel={() => undefined} />);
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

const names = () => [...place.querySelectorAll("li .truncate")].map((one) => one.textContent);

function type(text: string): void {
  const input = place.querySelector("input");
  if (!input) throw new Error("there is no field");
  act(() => {
    // as the browser does it: React listens to the native setter's event
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

test("the class is listed by name, and the keyboard is in the field at once", () => {
  expect(names()).toEqual(["Amir Khan", "Bina Rai", "Sita Rai"]);
  expect(document.activeElement).toBe(place.querySelector("input"));
});

test("students are found by name and by number", () => {
  type(" rai");
  expect(names()).toEqual(["Bina Rai", "Sita Rai"]);
  type("s8");
  expect(names()).toEqual(["Amir Khan"]);
  type("nobody");
  expect(names()).toEqual([]);
});

test("whoever is pressed is picked", () => {
  type("bina");
  act(() => {
    place.querySelector<HTMLButtonElement>("li button")?.click();
  });
  expect(picked).toEqual(["3"]);
});
