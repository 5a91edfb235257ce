import * as z from "zod/mini";

// The page's policy forbids making code from text, which zod does for speed unless told not to.
z.config({ jitless: true });

export { z };
