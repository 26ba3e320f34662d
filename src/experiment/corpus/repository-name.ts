/** What people call the repository at an address or path: `owner/name` of an address, the folder's name of a path. */
export function repositoryName(url: string): string {
  const names = url
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, "")
    .replace(/^[^/\\]+@[^/\\]+:/, "")
    .split(/[/\\]/)
    .filter((name) => name !== "" && name !== ".git");
  const address = /^[a-z][a-z\d+.-]*:\/\/[^/]|^[^/\\]+@[^/\\]+:/i.test(url);
  return names
    .slice(address ? -2 : -1)
    .join("/")
    .replace(/\.git$/, "");
}
