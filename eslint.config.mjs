// Lint: strict types, and the arrows of docs/architecture.md as rules.
import { defineConfig } from "eslint/config";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Folders of src/ from the bottom up; those of one row do not know each other. Imports go downwards only. */
const layers = [
  ["stage"],
  ["experiment", "analysis"],
  ["store"],
  ["corpus", "training"],
  ["evaluation"],
  ["scheduler"],
  ["exchange", "provenance"],
  ["command-line", "editor"],
];

/** For each folder: what stands above it or beside it must not be imported. */
const arrows = layers.flatMap((row, height) =>
  row.map((folder) => ({
    target: `./src/${folder}`,
    from: layers
      .slice(height)
      .flat()
      .filter((other) => other !== folder)
      .map((other) => `./src/${other}`)
      .concat("./src/extension.ts", "./src/cli.ts", "./test", "./scripts"),
    message: "Arrows run one way: see docs/architecture.md.",
  })),
);

const webviewAndSource = [
  { target: "./src", from: "./webview", except: ["./protocol.ts"], message: "src knows webview/protocol.ts only." },
  { target: "./webview/*/**/*", from: "./src", message: "webview knows src through webview/protocol.ts only." },
];

/** @param {string} name @param {string} message */
const forbiddenImport = (name, message) => ({ name, message });
const vscodeOnlyInEditor = forbiddenImport("vscode", "vscode is imported in src/editor/ and src/extension.ts only.");
const toolkitOnlyInUi = forbiddenImport("@vscode/webview-ui-toolkit", "The toolkit is imported in webview/ui/ only.");

export default defineConfig(
  { ignores: ["out/", "build/", ".cache/", "node_modules/", "**/.ablate/", "examples/", "test/fixtures/"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./webview/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "import-x/no-restricted-paths": [
        "error",
        { basePath: import.meta.dirname, zones: [...arrows, ...webviewAndSource] },
      ],
      "no-restricted-imports": ["error", { paths: [vscodeOnlyInEditor, toolkitOnlyInUi] }],
      // An empty variable of the environment is as good as none.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // A name that starts with _ says that it is not used on purpose.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      // Numbers in messages read well without String().
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // vscode.Disposable is a class to the compiler and a shape to VS Code.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // tsconfig's noPropertyAccessFromIndexSignature asks for the opposite.
      "@typescript-eslint/dot-notation": "off",
    },
  },
  {
    files: ["src/editor/**", "src/extension.ts", "test/host/**"],
    rules: { "no-restricted-imports": ["error", { paths: [toolkitOnlyInUi] }] },
  },
  {
    files: ["webview/ui/**"],
    rules: { "no-restricted-imports": ["error", { paths: [vscodeOnlyInEditor] }] },
  },
);
