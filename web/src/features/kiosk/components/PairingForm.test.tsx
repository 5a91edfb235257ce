import { expect, onTestFinished, test } from "vitest";

import { PairingForm } from "@/features/kiosk/components/PairingForm";
import { draw } from "@/testing/draw";

function address(hash: string): void {
  const before = window.location.href;
  onTestFinished(() => {
    window.history.replaceState(null, "", before);
  });
  window.history.replaceState(null, "", `/kiosk${hash}`);
}

function codeIn(place: HTMLElement): string | undefined {
  return place.querySelector<HTMLInputElement>("input[name=code]")?.value;
}

test("a link's code stands in the field, and no longer in the address", () => {
  address("#AB12-CD34");
  const { place } = draw(<PairingForm ended={false} />);
  expect(codeIn(place)).toBe("AB12-CD34");
  expect(window.location.hash).toBe("");
});

test("a link that is pasted over the open page is read, too, as often as it is", () => {
  address("#AB12-CD34");
  const { place } = draw(<PairingForm ended={false} />);
  for (const code of ["EF56-GH78", "EF56-GH78", "IJ90-KL12"]) {
    address(`#${code}`);
    window.dispatchEvent(new Event("hashchange"));
    expect(codeIn(place)).toBe(code);
    expect(window.location.hash).toBe("");
  }
});
