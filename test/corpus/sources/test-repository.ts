import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A git repository in a new folder. */
export class TestRepository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args: string[]): string {
    return this.gitAs("Ada", "2024-01-01T00:00:00Z", ...args);
  }

  /** Commits files by their contents; gives the commit's id. */
  commit(
    message: string,
    files: Readonly<Record<string, string>>,
    { author = "Ada", at = "2024-01-01T00:00:00Z" } = {},
  ): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    this.git("add", "--all");
    this.gitAs(author, at, "commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  private gitAs(author: string, at: string, ...args: string[]): string {
    const identity = ["-c", `user.name=${author}`, "-c", "user.email=ada@x", "-c", "commit.gpgsign=false"];
    const env = { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    return execFileSync("git", ["-C", this.folder, ...identity, ...args], { encoding: "utf8", env }).trim();
  }
}
