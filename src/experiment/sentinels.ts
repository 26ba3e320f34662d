/**
 * The texts that mark the parts of structured documents, as StarCoder has them (Li et al. 2023, "StarCoder: may the source be
 * with you!", arXiv:2305.06161, section 5.1 and table 10). In documents they are plain text; a tokenizer may make each one token.
 */
export const SENTINELS = {
  endOfText: "<|endoftext|>",
  repositoryName: "<reponame>",
  fileName: "<filename>",
  stars: "<gh_stars>",
  issueStart: "<issue_start>",
  issueComment: "<issue_comment>",
  issueClosed: "<issue_closed>",
  jupyterStart: "<jupyter_start>",
  jupyterText: "<jupyter_text>",
  jupyterCode: "<jupyter_code>",
  jupyterOutput: "<jupyter_output>",
  emptyOutput: "<empty_output>",
  commitBefore: "<commit_before>",
  commitMessage: "<commit_msg>",
  commitAfter: "<commit_after>",
  fillPrefix: "<fim_prefix>",
  fillMiddle: "<fim_middle>",
  fillSuffix: "<fim_suffix>",
  fillPadding: "<fim_pad>",
} as const;

/** What StarCoder2 marks repositories with (Lozhkov et al. 2024, arXiv:2402.19173, section 5.1). */
export const REPOSITORY_SENTINELS = { repositoryName: "<repo_name>", fileSeparator: "<file_sep>" } as const;
