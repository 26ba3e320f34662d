import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

interface Request {
  readonly id: string;
  readonly resolve: (content: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads blobs from a repository's object store through one `git cat-file --batch`, without a checkout. Answers come in the order
 * of the requests: `id SP type SP size LF content LF`, or `id SP missing LF` (git-cat-file(1)).
 */
export class BlobReader {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: Request[] = [];
  private chunks: Buffer[] = [];
  private buffered = 0;
  /** Bytes that must be there before the next answer is whole; 0 while its first line is awaited. */
  private needed = 0;
  private ended: Error | undefined;

  constructor(repository: string) {
    this.child = spawn("git", ["-C", repository, "cat-file", "--batch"], { stdio: "pipe" });
    this.child.stdout.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.buffered += chunk.length;
      if (this.buffered >= this.needed) this.answer();
    });
    this.child.stderr.resume();
    this.child.stdin.on("error", () => undefined);
    this.child.on("error", (error) => {
      this.end(error);
    });
    this.child.on("close", () => {
      this.end(new Error("git cat-file has ended"));
    });
  }

  /** Whether nothing is being read. */
  get isIdle(): boolean {
    return this.waiting.length === 0;
  }

  /** The content of a blob by its object id. */
  read(id: string): Promise<Uint8Array> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, resolve, reject });
      this.child.stdin.write(`${id}\n`);
    });
  }

  close(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private answer(): void {
    let bytes = Buffer.concat(this.chunks);
    for (let request = this.waiting[0]; request !== undefined; request = this.waiting[0]) {
      const lineEnd = bytes.indexOf(10);
      if (lineEnd === -1) break;
      const [, type, size = ""] = bytes.toString("latin1", 0, lineEnd).split(" ");
      const end = lineEnd + 1 + Number(size);
      if (type === "blob" && bytes.length < end + 1) {
        this.needed = end + 1;
        break;
      }
      this.waiting.shift();
      this.needed = 0;
      // Copied: a slice would keep the whole buffer alive and could not be handed to a worker.
      if (type === "blob") request.resolve(new Uint8Array(bytes.subarray(lineEnd + 1, end)));
      else request.reject(new Error(`the repository has no blob ${request.id}`));
      bytes = bytes.subarray(type === "blob" ? end + 1 : lineEnd + 1);
    }
    this.chunks = [bytes];
    this.buffered = bytes.length;
  }

  private end(error: Error): void {
    this.ended ??= error;
    for (const request of this.waiting.splice(0)) request.reject(error);
  }
}
