import { useState } from "react";
import { expect, test } from "vitest";

import { Modal } from "@/components/Modal";
import { draw, press, until } from "@/testing/draw";

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

test("when a dialog closes, the keyboard is back where it was opened", async () => {
  draw(<Questions />);
  await press("Look");
  expect(document.querySelector("[role=dialog]")).not.toBeNull();
  await press("Close");
  expect(document.querySelector("[role=dialog]")).toBeNull();
  await until(() => {
    expect(document.activeElement).toBe(document.querySelector("h1 + button"));
  });
});

test("when what opened it is gone, the keyboard is at the page's title", async () => {
  draw(<Questions />);
  await press("Look");
  await press("Answer");
  await press("Close");
  await until(() => {
    expect(document.activeElement).toBe(document.getElementById("page-title"));
  });
});
