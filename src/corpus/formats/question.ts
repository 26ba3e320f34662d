import { SENTINELS } from "../../experiment/sentinels.ts";

export interface Post {
  readonly text: string;
  readonly upvotes: number;
}

/** A question with its answers, in the marks of issues, each post with its score: `Upvotes: n`. */
export function questionText(title: string, question: Post, answers: readonly Post[]): string {
  const { issueStart, issueComment } = SENTINELS;
  const posts = [question, ...answers].map(({ text, upvotes }) => `${text}\nUpvotes: ${String(upvotes)}`);
  return `${issueStart}Title: ${title}\n${posts.join(issueComment)}`;
}
