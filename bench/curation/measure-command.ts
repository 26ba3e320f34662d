import { spawn, spawnSync } from "node:child_process";

/** Runs a command in a folder to its end; its resident memory, children included, is looked at ten times a second. */
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
    megabytes = Math.max(megabytes, residentMegabytes(child.pid ?? 0));
  }, 100);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${String(code)}:\n${told}`);
  return { seconds: (performance.now() - begun) / 1000, megabytes };
}

function residentMegabytes(root: number): number {
  const lines = spawnSync("ps", ["-eo", "pid=,ppid=,rss="], { encoding: "utf8" }).stdout.trim().split("\n");
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const members = new Set([root]);
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const [pid = 0, parent = 0] of processes) if (members.has(parent)) members.add(pid);
  }
  return processes.reduce((sum, [pid = 0, , rss = 0]) => (members.has(pid) ? sum + rss / 1024 : sum), 0);
}
