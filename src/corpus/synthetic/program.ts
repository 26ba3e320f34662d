import type { SandboxLanguage } from "../../experiment/corpus/synthetic-source.ts";

/** A program to be run in the sandbox. */
export interface SandboxProgram {
  /** Name to content, in the folder that the program starts in. */
  readonly files: Readonly<Record<string, string>>;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** What it can read from standard input. */
  readonly input: string;
}

/** How to run a solution and its tests in a language. */
interface Harness {
  readonly files: (solution: string, tests: string) => Readonly<Record<string, string>>;
  readonly command: (executable: string) => readonly string[];
}

/**
 * A solution followed by its tests, as a program. It reads a token that nobody can guess before the solution is loaded, and writes
 * it to file descriptor 3 when the last test has passed: a program that exits with status 0, or prints that all is well, has not
 * passed. `executable` is what runs or compiles the language.
 */
export function testProgram(
  language: SandboxLanguage,
  executable: string,
  { solution, tests, token }: { readonly solution: string; readonly tests: string; readonly token: string },
): SandboxProgram {
  const { files, command } = harnesses[language];
  return { files: files(solution, tests), command: command(executable), input: `${token}\n` };
}

const PYTHON = `import os, sys, types
def run():
    token = sys.stdin.readline().strip().encode()
    sys.stdin = open(os.devnull)
    write = os.write
    module = types.ModuleType("solution")
    sys.modules["solution"] = module
    try:
        for name in ("solution.py", "tests.py"):
            with open(name, encoding="utf-8") as file:
                exec(compile(file.read(), name, "exec"), module.__dict__)
    except SystemExit:
        sys.stderr.write("it exits before its tests are done\\n")
        os._exit(1)
    write(3, token)
run()
`;

const JAVASCRIPT = `const { readFileSync, writeSync } = require("node:fs");
const token = readFileSync(0, "utf8").trim();
const AsyncFunction = (async () => {}).constructor;
(async () => {
  if (__FILE__.endsWith(".mjs")) {
    globalThis.require = require;
    await import("./" + __FILE__);
  } else {
    const program = new AsyncFunction("require", "module", "exports", readFileSync(__FILE__, "utf8"));
    const module = { exports: {} };
    await program(require, module, module.exports);
  }
  writeSync(3, token);
})();
`;

const BASH = `IFS= read -r ablate_token
exec < /dev/null
source ./solution.sh
set -e
source ./tests.sh
printf %s "$ablate_token" >&3
`;

const C = `#include <unistd.h>
int ablate_tested_main(int, char **);
int main(int count, char **arguments) {
  char token[64];
  long length = read(0, token, sizeof token);
  while (length > 0 && token[length - 1] == '\\n') length--;
  int status = ablate_tested_main(count, arguments);
  if (status == 0 && write(3, token, (unsigned long)length) != length) return 1;
  return status;
}
`;

/** Only a module of ECMAScript can have these at the beginning of a line. */
const ECMASCRIPT_MODULE = /^(?:import\s*[\w{*"']|export\s)/m;

const harnesses: Readonly<Record<SandboxLanguage, Harness>> = {
  python: {
    files: (solution, tests) => ({ "harness.py": PYTHON, "solution.py": solution, "tests.py": tests }),
    // -S: no installed packages, so that a solution is verified alike on every machine with this Python.
    command: (executable) => [executable, "-s", "-S", "-B", "-X", "utf8", "harness.py"],
  },
  javascript: {
    files: (solution, tests) => {
      const program = `${solution}\n${tests}`;
      const name = ECMASCRIPT_MODULE.test(program) ? "program.mjs" : "program.cjs";
      return { "harness.cjs": JAVASCRIPT.replaceAll("__FILE__", JSON.stringify(name)), [name]: program };
    },
    command: (executable) => [executable, "--max-old-space-size=256", "harness.cjs"],
  },
  bash: {
    files: (solution, tests) => ({ "harness.sh": BASH, "solution.sh": solution, "tests.sh": tests }),
    command: (executable) => [executable, "harness.sh"],
  },
  c: compiled("c"),
  cpp: compiled("cpp"),
};

/** The program's own `main` gets another name, and is called by ours. */
function compiled(extension: "c" | "cpp"): Harness {
  return {
    files: (solution, tests) => ({ "harness.c": C, [`program.${extension}`]: `${solution}\n${tests}` }),
    command: (executable) => [
      "/bin/sh",
      "-c",
      `"$1" -w -c program.${extension} -o program.o < /dev/null && ` +
        `objcopy --redefine-sym main=ablate_tested_main program.o && ` +
        `gcc -w -c harness.c -o harness.o < /dev/null && ` +
        `"$1" harness.o program.o -lm -o program < /dev/null && exec ./program`,
      "sh",
      executable,
    ],
  };
}
