import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const RELATIVE = { group: ["../*"], message: "Import from another folder as @/…, so that its layer can be seen." };
const forbid = (...patterns) => ({ "no-restricted-imports": ["error", { patterns: [RELATIVE, ...patterns] }] });

const APP = { group: ["@/app/*"], message: "Only app knows app: dependencies go lib, components → features → app." };
const FEATURES = { group: ["@/features/*"], message: "lib and components know no feature." };

// A feature may ask another for its data (api/), never for its parts: pages put parts together.
const features = readdirSync(new URL("./src/features", import.meta.url)).map((name) => ({
  files: [`src/features/${name}/**`],
  rules: forbid(APP, {
    regex: `^@/features/(?!${name}/|[a-z-]+/api/)`,
    message: "A feature uses another one's api/ only; put parts together in app.",
  }),
}));

export default tseslint.config(
  { ignores: ["dist/", "src/lib/api/schema.d.ts"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      jsxA11y.flatConfigs.strict,
      reactHooks.configs.flat.recommended,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // redirect() of the router is thrown by design and is no Error
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "package", package: "@tanstack/router-core", name: "Redirect" }] }],
      "max-lines": ["error", 300],
      ...forbid(),
    },
  },
  { files: ["src/lib/**", "src/components/**"], rules: forbid(APP, FEATURES) },
  { files: ["src/lib/**"], rules: forbid(APP, FEATURES, { group: ["@/components/*"], message: "lib shows nothing." }) },
  ...features,
);
