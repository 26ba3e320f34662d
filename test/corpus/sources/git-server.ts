import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** The repositories of a folder behind http, as `git http-backend` serves them, on this machine alone. */
export class GitServer {
  /** What is asked for, in the order in which it comes. */
  readonly requests: string[] = [];
  /** Answers a request in place of git; gives whether it has. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  private readonly folder: string;
  private readonly server: Server;

  private constructor(folder: string) {
    this.folder = folder;
    this.server = createServer((request, response) => {
      this.requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      if (!this.instead(request, response)) this.serve(request, response);
    });
  }

  static async open(folder: string): Promise<GitServer> {
    const git = new GitServer(folder);
    git.server.listen(0, "127.0.0.1");
    await once(git.server, "listening");
    return git;
  }

  /** The address of a repository in the folder. */
  address(name: string, credentials = ""): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the server listens at no port");
    return `http://${credentials}127.0.0.1:${String(address.port)}/${name}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Runs git's own CGI program for a request (RFC 3875). */
  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
    const environment = {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: this.folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"],
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      GIT_PROTOCOL: request.headers["git-protocol"]?.toString(),
    };
    const child = spawn("git", ["http-backend"], { env: environment, stdio: ["pipe", "pipe", "ignore"] });
    request.pipe(child.stdin);
    child.stdin.on("error", () => undefined);
    let head = Buffer.alloc(0);
    child.stdout.on("data", (piece: Buffer) => {
      if (response.headersSent) {
        response.write(piece);
        return;
      }
      head = Buffer.concat([head, piece]);
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      const fields = head.subarray(0, end).toString().split("\r\n");
      const headers = new Map(fields.map((field) => [field.split(": ")[0] ?? "", field.replace(/^[^:]*: /, "")]));
      const status = Number(headers.get("Status")?.slice(0, 3) ?? 200);
      headers.delete("Status");
      response.writeHead(status, Object.fromEntries(headers));
      response.write(head.subarray(end + 4));
    });
    child.stdout.on("end", () => response.end());
  }
}
