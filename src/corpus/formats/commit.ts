import { SENTINELS } from "../../experiment/sentinels.ts";

/** A change of one file: its content before, the commit's message, its content after (StarCoder, arXiv:2305.06161, section 3.4). */
export function commitText(before: string, message: string, after: string): string {
  const { commitBefore, commitMessage, commitAfter } = SENTINELS;
  return `${commitBefore}${before}${commitMessage}${message}${commitAfter}${after}`;
}
