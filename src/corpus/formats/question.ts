import { SENTINELS } from "../../experiment/sentinels.ts";

export interface Post {
  readonly text: string;
  readonly upvotes: number;
}

/** A question and its answers, in the marks of issues, each post with its score: `Upvotes: n`. */
export function questionText(title: string, posts: readonly Post[]): string {
  const { issueStart, issueComment } = SENTINELS;
  const told = posts.map(({ text, upvotes }) => `${text}\nUpvotes: ${String(upvotes)}`);
  return `${issueStart}Title: ${title}\n${told.join(issueComment)}`;
}
