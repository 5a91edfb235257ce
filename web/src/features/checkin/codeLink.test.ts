import { describe, expect, it } from "vitest";

import { codeLink, grouped, linkedCode } from "@/features/checkin/codeLink";

const CODE = { sessionId: "0b9e7f6a-6a3c-4f43-9a39-6f6c1c2a2d10", code: "042917" };

describe("the link under a QR code", () => {
  it("carries session and code where no server logs them, and gives them back", () => {
    const link = new URL(codeLink("https://presence.example", CODE));
    expect(link.pathname).toBe("/check-in");
    expect(link.search).toBe("");
    expect(linkedCode(link.hash)).toEqual(CODE);
  });

  it("is nothing where it is not whole", () => {
    for (const hash of ["", "#", "#042917", `#${CODE.sessionId}`, `#${CODE.sessionId}.`, `#${CODE.sessionId}.<b>`]) {
      expect(linkedCode(hash)).toBeNull();
    }
  });

  it("shows a code in two groups", () => {
    expect(grouped("042917")).toBe("042 917");
  });
});
