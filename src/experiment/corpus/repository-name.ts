/**
 * What a repository is called: `owner/name` on GitHub, host and path elsewhere, the folder's name on this machine. Never has user
 * names or passwords of the address, nor steps that lead out of a folder.
 */
export function repositoryName(url: string): string {
  const address =
    /^[a-z][a-z\d+.-]*:\/\/(?:[^/]*@)?([^/:@]+)(?::\d+)?\/(.*)$/i.exec(url) ?? /^[^/\\@]+@([^/:]+):(.*)$/.exec(url);
  const parts = (address?.[2] ?? url)
    .replace(/[?#].*$/, "")
    .split(/[/\\]+/)
    .filter((part) => part !== "" && part !== "." && part !== "..");
  if (address === null && parts.at(-1) === ".git") parts.pop();
  const names = address === null ? parts.slice(-1) : parts;
  const name = names.join("/").replace(/\.git$/, "");
  const host = address?.[1]?.toLowerCase();
  if (host === undefined || host === "github.com") return name === "" ? "repository" : name;
  return `${host}/${name}`;
}
