/*
 * How many planted secrets and addresses are found: values of the formats that providers document, made from a seed and put into
 * code, settings and prose as people write them; and how many addresses that name nobody are found by mistake.
 *
 *   node bench/compliance/measure-recall.ts [--each 100] [--seed 1]
 */
import { parseArgs } from "node:util";
import { findSensitive } from "../../src/corpus/redaction/find.ts";
import type { FindingKind } from "../../src/corpus/redaction/finding.ts";
import {
  Draw,
  emailAddress,
  impersonalAddress,
  NAMED_FORMATS,
  publicAddress,
  publicAddress6,
  TOKEN_FORMATS,
} from "./planted-values.ts";

const { values: options } = parseArgs({
  options: { each: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const each = Number(options.each);

interface Place {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const ANYWHERE: readonly [Place, ...Place[]] = [
  { path: "settings.py", before: 'import os\n\nCLIENT = connect("', after: '")\n\n\ndef main():\n    CLIENT.run()\n' },
  { path: "deploy.sh", before: "set -e\ncurl -H 'Authorization: Bearer ", after: "' https://api.forge.io/v1/runs\n" },
  { path: "notes.md", before: "# Set-up\n\nUse `", after: "` until Friday, then ask for another.\n" },
  { path: "app.js", before: "const options = {\n  value: '", after: "',\n  retries: 3,\n};\n" },
];

const NAMES = ["api_key", "secretKey", "accessToken", "client_secret", "encryption_key"] as const;
const PASSWORD_NAMES = ["password", "db_password", "passwd", "dbPassword"] as const;
function named(draw: Draw, names: readonly [string, ...string[]]): Place {
  const name = draw.of(names);
  return draw.of([
    { path: "settings.py", before: `DEBUG = False\n${name} = "`, after: '"\nTIMEOUT = 30\n' },
    { path: "settings.json", before: `{\n  "debug": false,\n  "${name}": "`, after: '"\n}\n' },
    { path: ".env", before: `DEBUG=0\n${name.toUpperCase()}=`, after: "\nTIMEOUT=30\n" },
    { path: "values.yaml", before: `app:\n  ${name}: `, after: "\n  replicas: 2\n" },
    { path: "app.properties", before: `app.debug=false\napp.${name}=`, after: "\napp.pool=4\n" },
    { path: "client.ts", before: `const client = new Client({ ${name}: '`, after: "', retries: 2 });\n" },
  ]);
}

const IP_PLACES: readonly [Place, ...Place[]] = [
  { path: "access.log", before: "", after: ' - - [10/Oct/2021:13:55:36 +0000] "GET / HTTP/1.1" 200 2326\n' },
  { path: "client.py", before: 'HOST = "', after: '"\nPORT = 8080\n' },
  { path: "hosts", before: "127.0.0.1 localhost\n", after: " build.forge.io\n" },
  { path: "run.sh", before: "ssh root@", after: " uptime\n" },
  { path: "app.js", before: 'fetch("http://', after: ':8080/status").then(show);\n' },
  { path: "zone.txt", before: "www 3600 IN A ", after: "\n" },
  { path: "notes.md", before: "The old machine at ", after: " is gone since May.\n" },
  { path: "rules.sh", before: "iptables -A INPUT -s ", after: "/32 -j DROP\n" },
];
const EMAIL_PLACES: readonly [Place, ...Place[]] = [
  { path: "a.c", before: "/* Written by A. Person <", after: "> */\nint x;\n" },
  { path: "notes.md", before: "Questions to ", after: ", please.\n" },
  { path: "a.py", before: '__email__ = "', after: '"\n' },
  { path: "contact.html", before: '<a href="mailto:', after: '">write</a>\n' },
];

async function finds(value: string, { path, before, after }: Place, kinds: readonly FindingKind[]): Promise<boolean> {
  const findings = await findSensitive(`${before}${value}${after}`, path);
  const end = before.length + value.length;
  // A secret is taken out when nothing of use is left: a connection string without its host still is one.
  return findings.some(
    (finding) =>
      kinds.includes(finding.kind) &&
      finding.start <= before.length + value.length * 0.1 &&
      finding.end >= end - value.length * 0.25,
  );
}

const SECRET: readonly FindingKind[] = ["key", "password"];
let all = 0;
let allFound = 0;

async function measure(
  name: string,
  kinds: readonly FindingKind[],
  make: (draw: Draw) => string,
  placeOf: (draw: Draw) => Place,
): Promise<number> {
  const draw = new Draw(Number(options.seed));
  let found = 0;
  for (let turn = 0; turn < each; turn += 1) {
    const value = make(draw);
    if (await finds(value, placeOf(draw), kinds)) found += 1;
  }
  console.log(`${name}: ${found} of ${each}`);
  return found;
}

for (const { name, make } of TOKEN_FORMATS) {
  all += each;
  allFound += await measure(name, SECRET, make, (draw) => draw.of(ANYWHERE));
}
console.log(`tokens in all: ${allFound} of ${all}\n`);
all = allFound = 0;
for (const { name, make } of NAMED_FORMATS) {
  all += each;
  const names = name === "password" ? PASSWORD_NAMES : NAMES;
  allFound += await measure(name, SECRET, make, (draw) => named(draw, names));
}
console.log(`secrets that only a name tells: ${allFound} of ${all}\n`);
await measure("IPv4", ["ipAddress"], publicAddress, (draw) => draw.of(IP_PLACES));
await measure("IPv6", ["ipAddress"], publicAddress6, (draw) => draw.of(IP_PLACES));
await measure("IPv4 of nobody, found by mistake", ["ipAddress"], impersonalAddress, (draw) => draw.of(IP_PLACES));
await measure("e-mail", ["email"], emailAddress, (draw) => draw.of(EMAIL_PLACES));
