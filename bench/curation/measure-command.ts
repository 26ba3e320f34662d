import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const LOOKS_A_SECOND = 5;
const PAGE_BYTES = 4096;

/** Runs a command in a folder to its end; its resident memory, children included, is looked at five times a second. Linux alone. */
export async function measureCommand(
  command: readonly string[],
  folder: string,
): Promise<{ seconds: number; megabytes: number }> {
  const [program = "", ...rest] = command;
  const begun = performance.now();
  const child = spawn(program, rest, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], timeout: 3_600_000 });
  let told = "";
  child.stderr.on("data", (data: Buffer) => (told = (told + data.toString()).slice(-4000)));
  let megabytes = 0;
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, residentBytes(child.pid ?? 0) / (1 << 20));
  }, 1000 / LOOKS_A_SECOND);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${String(code)}:\n${told}`);
  return { seconds: (performance.now() - begun) / 1000, megabytes };
}

/** Of a process and its children. Read here and not by `ps`, which takes a tenth of a core from what is measured. */
function residentBytes(process: number): number {
  try {
    const folder = `/proc/${String(process)}`;
    const [, resident = 0] = readFileSync(`${folder}/statm`, "utf8").split(" ").map(Number);
    const children = readdirSync(`${folder}/task`).flatMap((thread) =>
      readFileSync(`${folder}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + residentBytes(child), resident * PAGE_BYTES);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
