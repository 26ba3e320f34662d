import { z } from "zod";
import { SENTINELS } from "../../experiment/sentinels.ts";
import { isBotName } from "./bots.ts";

const person = z
  .looseObject({ login: z.string(), type: z.string().optional(), is_bot: z.boolean().optional() })
  .nullish();

const comment = z.looseObject({ body: z.string().nullish(), user: person, author: person });

/** An issue or pull request of GitHub's REST interface with its comments in place of their number, or as `gh issue list --json` has it. */
const issueRecord = z.looseObject({
  number: z.int(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string().optional(),
  user: person,
  author: person,
  comments: z.union([z.int(), z.array(comment)]).optional(),
  html_url: z.string().optional(),
  url: z.string().optional(),
  repository_url: z.string().optional(),
  pull_request: z.unknown().optional(),
  created_at: z.string().optional(),
  createdAt: z.string().optional(),
});

export interface Issue {
  readonly number: number;
  readonly isPullRequest: boolean;
  readonly title: string;
  /** `owner/name`, where the record tells. */
  readonly repository: string | undefined;
  readonly closed: boolean;
  readonly createdAt: string | undefined;
  /** What was written, the first by who opened it. */
  readonly posts: readonly IssuePost[];
}

export interface IssuePost {
  readonly author: string;
  readonly byBot: boolean;
  readonly text: string;
}

/** Reads one record of an export. Throws an `Error` that says what it lacks. */
export function parseIssue(record: unknown): Issue {
  const parsed = issueRecord.safeParse(record);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`it is no issue: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const { number, title, state, comments, html_url: page, url, repository_url: repositoryUrl, ...rest } = parsed.data;
  const address = page ?? repositoryUrl ?? url ?? "";
  const [, repository] = /^https?:\/\/[^/]+\/(?:api\/v3\/)?(?:repos\/)?([\w.-]+\/[\w.-]+)/.exec(address) ?? [];
  return {
    number,
    title: title.trim(),
    repository,
    isPullRequest: (rest.pull_request ?? null) !== null || /\/pull\/\d+/.test(address),
    closed: state !== undefined && state.toLowerCase() !== "open",
    createdAt: rest.created_at ?? rest.createdAt,
    posts: [rest, ...(Array.isArray(comments) ? comments : [])].map(readPost),
  };
}

function readPost({ body, user, author }: z.infer<typeof comment>): IssuePost {
  const { login = "", type, is_bot: isBot } = user ?? author ?? {};
  return {
    author: login,
    byBot: type === "Bot" || isBot === true || isBotName(login),
    text: (body ?? "").replaceAll("\r\n", "\n").trim(),
  };
}

/**
 * An issue as StarCoder has it (arXiv:2305.06161, section 3.2): title and first post, then the comments after a mark each, and a mark
 * where it is closed. Writers are numbered as they come; what has no text is left out.
 */
export function issueText({ title, posts, closed }: Pick<Issue, "title" | "posts" | "closed">): string {
  const writers: string[] = [];
  const said = posts
    .filter(({ text }, index) => index === 0 || text !== "")
    .map(({ author, text }) => {
      if (!writers.includes(author)) writers.push(author);
      return `username_${String(writers.indexOf(author))}: ${text}`;
    });
  const { issueStart, issueComment, issueClosed } = SENTINELS;
  return `${issueStart}Title: ${title}\n${said.join(issueComment)}${closed ? issueClosed : ""}`;
}

/** Characters of what people wrote: title and posts. */
export function issueCharacters({ title, posts }: Pick<Issue, "title" | "posts">): number {
  return posts.reduce((sum, { text }) => sum + text.length, title.length);
}
