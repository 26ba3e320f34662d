import assert from "node:assert/strict";
import { isBotName } from "../../../src/corpus/formats/bots.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { documentsOf } from "./documents-of.ts";

const LONG = "It fails. ".repeat(20).trim();

describe("issues and pull requests as a source", () => {
  const folder = temporaryFolder();
  const person = (login: string): object => ({ user: { login, type: "User" } });

  it("are told as StarCoder tells them: writers numbered; why others are left out", async () => {
    const issues = [
      {
        ...{ number: 7, title: "A crash", body: `${LONG}\r\n`, state: "closed", created_at: "2024-01-02T03:04:05Z" },
        ...{ ...person("ada"), html_url: "https://github.com/o/n/issues/7" },
        comments: [
          { body: "Me too.", ...person("bob") },
          { body: "Stale.", user: { login: "stale[bot]", type: "Bot" } },
          { body: null, ...person("eve") },
          { body: "Fixed.", ...person("ada") },
        ],
      },
      { number: 8, title: "Short", body: "No.", state: "open", ...person("ada"), comments: 0 },
      { number: 9, title: "Bump", body: LONG, state: "open", user: { login: "dependabot[bot]", type: "Bot" } },
      {
        number: 10,
        title: "A change",
        body: LONG,
        state: "open",
        ...person("bob"),
        pull_request: {},
        repository_url: "https://api.github.com/repos/o/n",
      },
      { title: "without a number", body: LONG },
    ];
    folder.write("issues.json", JSON.stringify(issues, undefined, 2));
    const found = await documentsOf({ name: "i", type: "issues", class: "adjacent", path: folder.path }, folder.path);
    const [crash, short, bot, change, wrong, ...more] = found;
    assert.deepEqual(more, []);
    assert.equal(
      crash?.text,
      `<issue_start>Title: A crash\nusername_0: ${LONG}<issue_comment>username_1: Me too.<issue_comment>username_0: Fixed.<issue_closed>`,
    );
    assert.deepEqual([crash.path, crash.repository, crash.time], ["o/n/issues/7", "o/n", "2024-01-02T03:04:05.000Z"]);
    assert.deepEqual(
      [change?.path, change?.text],
      ["o/n/pull/10", `<issue_start>Title: A change\nusername_0: ${LONG}`],
    );
    assert.match(wrong?.problem ?? "", /^record 5: it is no issue: number: /);
    assert.deepEqual(
      [short, bot].map((document) => [document?.path, document?.rule, document?.problem]),
      [
        ["issues.json/2/issues/8", "too-short", "its 8 characters are fewer than minCharacters, 200"],
        ["issues.json/3/issues/9", "bot", "dependabot[bot], who opened it, is a bot"],
      ],
    );
  });

  it("are read as the command line of GitHub writes them, a line each", async () => {
    const issue = {
      number: 1,
      title: "T",
      body: LONG,
      author: { login: "ada", is_bot: false },
      state: "OPEN",
      url: "https://github.com/o/n/issues/1",
    };
    folder.write(
      "issues.jsonl",
      `${JSON.stringify({ ...issue, comments: [{ author: { login: "bob" }, body: "Yes." }] })}\n`,
    );
    const [document] = await documentsOf(
      { name: "i", type: "issues", class: "adjacent", path: folder.path },
      folder.path,
    );
    assert.equal(document?.text, `<issue_start>Title: T\nusername_0: ${LONG}<issue_comment>username_1: Yes.`);
  });
});

describe("the name of a bot", () => {
  it("says so, or is known", () => {
    const names = [
      "renovate[bot]",
      "ci-bot",
      "k8s-ci-robot",
      "codecov-io",
      "Some Bot",
      "Abbott",
      "robotics-fan",
      "botany",
    ];
    assert.deepEqual(names.map(isBotName), [true, true, true, true, true, false, false, false]);
  });
});
