import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { vscodeHostFolder } from "../setup/folders.mjs";
import { endSession, sessionEnvironment } from "./session-processes.ts";

/** How a VS Code is set up before it starts. */
export interface ServerOptions {
  /** Folder of its own for user data, extensions and configuration. */
  readonly folder: string;
  /** Port on 127.0.0.1; 0 for any that is free. */
  readonly port: number;
  /** Whether workspaces are trusted without asking. */
  readonly trusted: boolean;
  /** Lets a page hand in an `extensionTestsPath`, and reports the tests' exit code to the page. */
  readonly testDriver: boolean;
  /** A package to install first. */
  readonly extensionPackage?: string;
  /** Folder of an extension that is there as if installed, but is run from where it lies. */
  readonly extensionFolder?: string;
  /** User settings: contents of settings.json. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Further variables for VS Code and what it starts. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running VS Code, which a browser opens. */
export interface VscodeServer {
  /** "127.0.0.1:PORT" */
  readonly authority: string;
  /** Names its processes: see `sessionProcesses`. */
  readonly session: string;
  /** Rejects when the server ends by itself. */
  readonly ended: Promise<never>;
  /** Ends the server and everything that it started. */
  stop(): Promise<void>;
}

const entryFile = path.join(vscodeHostFolder, "node_modules/code-server/out/node/entry.js");

/** Starts a VS Code that listens on localhost, without a password: only this machine reaches it. */
export async function startVscodeServer(options: ServerOptions): Promise<VscodeServer> {
  const session = randomUUID();
  const userData = path.join(options.folder, "user-data");
  const extensions = path.join(options.folder, "extensions");
  const places = ["--user-data-dir", userData, "--extensions-dir", extensions];
  const configuration = ["--config", path.join(options.folder, "config.yaml")];
  const settingsFile = path.join(userData, "User/settings.json");

  await mkdir(path.dirname(settingsFile), { recursive: true });
  await writeFile(settingsFile, JSON.stringify(options.settings));
  if (options.extensionFolder !== undefined) {
    await mkdir(extensions);
    await symlink(options.extensionFolder, path.join(extensions, path.basename(options.extensionFolder)));
  }
  if (options.extensionPackage !== undefined) {
    await runToEnd([...places, ...configuration, "--install-extension", options.extensionPackage], session);
  }

  const server = spawn(
    process.execPath,
    [
      entryFile,
      ...places,
      ...configuration,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${options.port}`],
      ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
      ...(options.trusted ? ["--disable-workspace-trust"] : []),
      ...(options.testDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    ],
    {
      env: { ...sessionEnvironment(session), ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  let output = "";
  const ended = new Promise<never>((_resolve, reject) => {
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`VS Code ended with exit code ${code}:\n${output}`)));
  });
  // A stopped server rejects `ended` too; who needs to know awaits it.
  ended.catch(() => undefined);

  const listening = new Promise<string>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const authority = /listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (authority !== undefined) resolve(authority);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
  });
  const authority = await Promise.race([listening, ended]);
  return { authority, session, ended, stop: () => endSession(session, 10) };
}

async function runToEnd(serverArguments: readonly string[], session: string): Promise<void> {
  const child = spawn(process.execPath, [entryFile, ...serverArguments], {
    env: sessionEnvironment(session),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`The extension cannot be installed:\n${output}`);
}

/** A page's address: the folder it opens and, as `payload`, what a desktop's command line would say. */
export function windowAddress(
  authority: string,
  folder: string,
  payload: readonly (readonly [string, string])[],
): string {
  const address = new URL(`http://${authority}/`);
  address.searchParams.set("folder", folder);
  if (payload.length > 0) address.searchParams.set("payload", JSON.stringify(payload));
  return address.href;
}
