import assert from "node:assert/strict";
import { checkRevision, folderInRepository, gitLocation } from "../../../src/corpus/sources/git-address.ts";
import { StageError } from "../../../src/stage/runner.ts";

describe("what a git source names", () => {
  it("is an address or a folder", () => {
    assert.deepEqual(gitLocation("app", "/srv/app"), { folder: "/srv/app" });
    for (const url of ["https://host/app.git", "ssh://git@host/app", "git@host:team/app.git"]) {
      assert.deepEqual(gitLocation("app", url), { address: url });
    }
  });

  it("is never an option or a command of git", () => {
    const urls = [
      "--upload-pack=touch x",
      "ext::sh -c touch% x",
      "fd::17",
      "file:///etc",
      "https://-oProxyCommand=x/y",
      "-x@host:y",
    ];
    for (const url of urls) assert.throws(() => gitLocation("app", url), StageError, url);
    for (const revision of ["--output=x", "a b", "a..b", "HEAD:file", "a\nb"]) {
      assert.throws(
        () => {
          checkRevision("app", revision);
        },
        StageError,
        revision,
      );
    }
    for (const revision of ["HEAD", "HEAD~2", "v1.2", "feature/x", "0123abc", "main@{1}"])
      checkRevision("app", revision);
  });

  it("is within the repository", () => {
    assert.equal(folderInRepository("app", "./src//lib/"), "src/lib");
    assert.equal(folderInRepository("app", undefined), "");
    assert.throws(() => folderInRepository("app", "src/../.."), StageError);
  });
});
