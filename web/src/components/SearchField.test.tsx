import { act } from "react";
import { expect, onTestFinished, test, vi } from "vitest";

import { SearchField } from "@/components/SearchField";
import { draw, type } from "@/testing/draw";

function open(value: string) {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const searched: string[] = [];
  const field = (now: string) => <SearchField label="Search" value={now} onSearch={(text) => searched.push(text)} />;
  const { place, again } = draw(field(value));
  const show = (now: string) => {
    again(field(now));
  };
  return { input: place.querySelector("input"), searched, show };
}

function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

test("a search is made once, when typing pauses", () => {
  const { input, searched } = open("");
  type(input, "ma");
  pass(150);
  type(input, "maya ");
  pass(200);
  expect(searched).toEqual(["maya"]);
});

test("a page that is only opened searches nothing", () => {
  const { searched } = open("maya");
  pass(1000);
  expect(searched).toEqual([]);
});

test("what is searched elsewhere takes the place of what was typed, and is not called back", () => {
  const { input, searched, show } = open("maya");
  show("");
  pass(1000);
  expect(input?.value).toBe("");
  expect(searched).toEqual([]);
});

test("an answer to one's own search takes nothing away of what is typed by then", () => {
  const { input, searched, show } = open("");
  type(input, "ma");
  pass(200);
  type(input, "maya");
  show("ma");
  expect(input?.value).toBe("maya");
  pass(200);
  expect(searched).toEqual(["ma", "maya"]);
});
