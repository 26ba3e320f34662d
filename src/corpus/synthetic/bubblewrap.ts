import { lstatSync, readlinkSync } from "node:fs";

/** What a program gets to see in a sandbox of bubblewrap. */
export interface BubblewrapView {
  /** Holds the program's files, which are copied: it starts among them. */
  readonly files: string;
  /** Paths of the system that are shown read-only; as links where they are links. */
  readonly shown: readonly string[];
  /** Of the only folder that can be written to. */
  readonly temporaryBytes: number;
}

/**
 * The command that runs another by bubblewrap (bwrap(1), 0.5 and newer) in namespaces of its own, without capabilities: systems that
 * keep people from making namespaces may let it. When it ends, or the engine does, the kernel ends everything that it has started.
 */
export function bubblewrapCommand({ files, shown, temporaryBytes }: BubblewrapView): string[] {
  return [
    ...["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    // Before what is shown, which may lie in it.
    ...["--perms", "1777", "--size", String(temporaryBytes), "--tmpfs", "/tmp"],
    ...shown.flatMap(shownAs),
    ...["--ro-bind", files, "/files", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", "/tmp", "--", "/bin/sh", "-c", 'cp -R /files/. /tmp/ && exec "$@"', "sandbox"],
  ];
}

function shownAs(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  return stats.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}
