import { expect, test, vi } from "vitest";

import { Button } from "@/components/Button";
import { draw, press } from "@/testing/draw";

const button = () => document.querySelector("button");

test("a button whose work is under way turns, says so, keeps its name and does nothing", async () => {
  const pressed = vi.fn<() => void>();
  const { again } = draw(<Button onClick={pressed}>Save</Button>);
  expect(button()?.hasAttribute("aria-busy")).toBe(false);
  expect(button()?.querySelector("svg")).toBeNull();
  again(
    <Button busy onClick={pressed}>
      Save
    </Button>,
  );
  expect(button()?.getAttribute("aria-busy")).toBe("true");
  expect(button()?.getAttribute("aria-disabled")).toBe("true");
  expect(button()?.querySelector("svg[aria-hidden]")).not.toBeNull();
  await press("Save");
  expect(pressed).not.toHaveBeenCalled();
  again(<Button onClick={pressed}>Save</Button>);
  await press("Save");
  expect(pressed).toHaveBeenCalledOnce();
});

test("a button that waits for another does nothing either, and does not turn", async () => {
  const pressed = vi.fn<() => void>();
  draw(
    <Button held onClick={pressed}>
      Refuse
    </Button>,
  );
  await press("Refuse");
  expect(pressed).not.toHaveBeenCalled();
  expect(button()?.getAttribute("aria-disabled")).toBe("true");
  expect(button()?.hasAttribute("aria-busy")).toBe(false);
  expect(button()?.querySelector("svg")).toBeNull();
});
