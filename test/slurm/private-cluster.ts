import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Debian's packages slurm-wlm and munge. The daemons lie in /usr/sbin, which is not always on PATH. */
const daemons = ["munged", "slurmctld", "slurmd"] as const;
const startPatienceMilliseconds = 20_000;
const endPatienceMilliseconds = 8_000;
const pollMilliseconds = 100;

/** Why a private cluster cannot run on this machine; undefined where it can. */
export function whyNoCluster(): string | undefined {
  if (process.getuid?.() !== 0) return "a private Slurm can be started by root alone";
  const missing = daemons.filter((name) => daemonFile(name) === undefined);
  if (missing.length === 0) return undefined;
  return `${missing.join(", ")} is not installed (Debian: apt-get install slurm-wlm munge)`;
}

function daemonFile(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * A real Slurm of one node in a folder: munged, slurmctld and slurmd with a key, ports, logs and state of their own. It has
 * the partitions `main` and `urgent`, whose jobs preempt those of `main`, which are then queued again. There is no accounting.
 */
export class PrivateCluster {
  /** What Slurm's commands and ours need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.environment = { SLURM_CONF: join(folder, "slurm.conf") };
  }

  /** Starts a cluster with so many cores, whether the machine has them or not, in a folder of its own. */
  static async start(cores: number): Promise<PrivateCluster> {
    const folder = await mkdtemp(join(tmpdir(), "ablate-cluster-"));
    const cluster = new PrivateCluster(folder);
    const munge = join(folder, "munge");
    for (const name of ["munge", "state", "spool"]) await mkdir(join(folder, name), { recursive: true });
    // munged asks that everyone can reach its socket, and nobody but root write there.
    for (const place of [folder, munge]) await chmod(place, 0o711);
    await writeFile(join(munge, "key"), randomBytes(1024), { mode: 0o600 });
    await writeFile(join(folder, "slurm.conf"), configuration(folder, cores, await freePort(), await freePort()));
    const files = { "key-file": "key", socket: "socket", "pid-file": "pid", "log-file": "log", "seed-file": "seed" };
    const places = Object.entries(files).map(([option, name]) => `--${option}=${join(munge, name)}`);
    try {
      await cluster.daemon("munged", [...places, "--num-threads=1"]);
      await cluster.daemon("slurmctld", []);
      await cluster.daemon("slurmd", []);
      await cluster.until("idle", async () => (await cluster.run("sinfo", ["-h", "-o", "%T"])).includes("idle"));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Runs one of Slurm's commands; resolves with what it wrote. */
  async run(command: string, parameters: readonly string[]): Promise<string> {
    const { stdout } = await execute(command, [...parameters], { env: { ...process.env, ...this.environment } });
    return stdout;
  }

  /** Ends all jobs, then the daemons. */
  async stop(): Promise<void> {
    await this.run("scancel", ["--user=root"]).catch(() => undefined);
    const idle = async (): Promise<boolean> => (await this.run("squeue", ["-h"])).trim() === "";
    await this.until("empty", idle, endPatienceMilliseconds).catch(() => undefined);
    for (const name of ["slurmd.pid", "slurmctld.pid", "munge/pid"]) await endProcess(join(this.folder, name));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async daemon(name: (typeof daemons)[number], parameters: readonly string[]): Promise<void> {
    const child = spawn(daemonFile(name) ?? name, parameters, {
      env: { ...process.env, ...this.environment },
      // A daemon keeps what it inherits: nothing of it may hold our output open.
      stdio: "ignore",
    });
    const code = await new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
    if (code !== 0) throw new Error(`${name} did not start: ${String(code)}. ${await this.logs()}`);
  }

  private async logs(): Promise<string> {
    const files = ["munge/log", "slurmctld.log", "slurmd.log"].map((name) => join(this.folder, name));
    return (await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")))).join("\n");
  }

  private async until(
    what: string,
    holds: () => Promise<boolean>,
    patience = startPatienceMilliseconds,
  ): Promise<void> {
    const deadline = Date.now() + patience;
    while (!(await holds().catch(() => false))) {
      if (Date.now() > deadline) throw new Error(`the cluster in ${this.folder} did not become ${what}`);
      await sleep(pollMilliseconds);
    }
  }
}

/** Slurm's own delays (scheduling, expiry of credentials before a requeue) are as short as they may be. */
function configuration(folder: string, cores: number, controllerPort: number, nodePort: number): string {
  return `ClusterName=ablate-test
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${folder}/munge/socket,cred_expire=5
SlurmctldPort=${String(controllerPort)}
SlurmdPort=${String(nodePort)}
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
SlurmdSpoolDir=${folder}/spool
StateSaveLocation=${folder}/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
KillWait=10
ReturnToService=2
NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=${String(cores)} State=UNKNOWN
PartitionName=main Nodes=${hostname()} Default=YES State=UP PriorityTier=1
PartitionName=urgent Nodes=${hostname()} State=UP PriorityTier=10
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

async function endProcess(pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, "utf8").catch(() => ""));
  if (!(pid > 1)) return;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (await isGone(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + endPatienceMilliseconds;
    while (Date.now() < deadline && !(await isGone(pid))) await sleep(pollMilliseconds);
  }
}

/** Whether a process has ended, be it that nobody has asked for its exit status yet. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  return stat === "" || stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
}

// By hand: `node test/slurm/private-cluster.ts` starts one, which ends with Ctrl-C.
if (import.meta.main) {
  const reason = whyNoCluster();
  if (reason !== undefined) {
    console.error(reason);
    process.exitCode = 2;
  } else {
    const cluster = await PrivateCluster.start(4);
    console.log(`export SLURM_CONF=${cluster.environment["SLURM_CONF"] ?? ""}`);
    const running = setInterval(() => undefined, 60_000);
    await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
    clearInterval(running);
    await cluster.stop();
  }
}
