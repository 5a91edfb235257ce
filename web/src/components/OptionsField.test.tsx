import { expect, test } from "vitest";

import { OptionsField } from "@/components/OptionsField";
import { draw } from "@/testing/draw";

const sent = (place: HTMLElement) => new FormData(place.querySelector("form") ?? undefined).get("term_id");

const field = (given: string, options: readonly { id: string; label: string }[] | undefined) => (
  <form>
    <OptionsField name="term_id" label="Term" none="No term" given={given} options={options} />
  </form>
);

test("a form sent before the choices have come keeps what was chosen", () => {
  const { place, again } = draw(field("spring", undefined));
  expect(sent(place)).toBe("spring");
  again(field("spring", [{ id: "autumn", label: "Autumn" }, { id: "spring", label: "Spring" }]));
  expect(sent(place)).toBe("spring");
  expect(place.querySelectorAll("option")).toHaveLength(3);
});

test("a choice that is not offered any more stays until another is made", () => {
  const { place } = draw(field("gone", [{ id: "autumn", label: "Autumn" }]));
  expect(sent(place)).toBe("gone");
});

test("nothing is nothing", () => {
  const { place } = draw(field("", [{ id: "autumn", label: "Autumn" }]));
  expect(sent(place)).toBe("");
});
