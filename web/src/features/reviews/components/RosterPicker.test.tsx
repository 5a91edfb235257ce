import { act } from "react";
import { expect, test } from "vitest";

import { RosterPicker } from "@/features/reviews/components/RosterPicker";
import { draw, type } from "@/testing/draw";
import { markOf } from "@/testing/marks";

const ROSTER = new Map(
  [
    markOf("1", { display_name: "Sita Rai", student_number: "S7" }),
    markOf("2", { display_name: "Amir Khan", student_number: "S8" }),
    markOf("3", { display_name: "Bina Rai", student_number: "S9" }),
  ].map((one) => [one.student_id, one]),
);

function picker() {
  const picked: string[] = [];
  const { place } = draw(
    <RosterPicker roster={ROSTER} onPick={(personId) => picked.push(personId)} onCancel={() => undefined} />,
  );
  const names = () => [...place.querySelectorAll("li .truncate")].map((one) => one.textContent);
  return { place, picked, names, field: place.querySelector("input") };
}

test("the class is listed by name, and the keyboard is in the field at once", () => {
  const { names, field } = picker();
  expect(names()).toEqual(["Amir Khan", "Bina Rai", "Sita Rai"]);
  expect(document.activeElement).toBe(field);
});

test("students are found by name and by number", () => {
  const { names, field } = picker();
  type(field, " rai");
  expect(names()).toEqual(["Bina Rai", "Sita Rai"]);
  type(field, "s8");
  expect(names()).toEqual(["Amir Khan"]);
  type(field, "nobody");
  expect(names()).toEqual([]);
});

test("whoever is pressed is picked", () => {
  const { place, picked, field } = picker();
  type(field, "bina");
  act(() => {
    place.querySelector<HTMLButtonElement>("li button")?.click();
  });
  expect(picked).toEqual(["3"]);
});
