import assert from "node:assert/strict";
import { findSensitive } from "../../../src/corpus/redaction/find.ts";
import { withoutOverlaps } from "../../../src/corpus/redaction/finding.ts";
import { redact } from "../../../src/corpus/redaction/redact.ts";

const EVERY_KIND = ["secrets", "emails", "ipAddresses", "names"] as const;
// No scanner of repositories shall take this file for one that leaks.
const githubToken = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
const pem = (body: string): string =>
  ["BEGIN", "END"].map((word) => `-----${word} RSA PRIVATE KEY-----`).join(`
${body}
`);

/** What stands in the text after every kind was replaced. */
async function redacted(text: string): Promise<string> {
  return redact(text, await findSensitive(text, "a.ts"), [...EVERY_KIND], "id").text;
}

describe("redaction", () => {
  it("replaces people's e-mail addresses", async () => {
    assert.equal(await redacted("Ask ada.l+x@analytical.co.uk, please."), "Ask <EMAIL>, please.");
    assert.equal(await redacted("mailto:ada@analytical.org"), "mailto:<EMAIL>");
    for (const text of [
      "git@github.com:a/b.git",
      "user@example.com",
      "icon@2x.png",
      "https://ada@forge.org/x",
      "import a from '@scope/pkg.name'",
      "a@b",
      "npm i typescript@5.4.2",
    ])
      assert.equal(await redacted(text), text);
  });

  it("replaces addresses of machines that are somebody's", async () => {
    assert.equal(await redacted('host = "93.184.216.34"'), 'host = "<IP_ADDRESS>"');
    assert.equal(await redacted("at 2a02:26f0:7b:4a1::1c43 now"), "at <IP_ADDRESS> now");
    for (const text of [
      "127.0.0.1 192.168.0.12 10.1.2.3 172.20.3.4 169.254.1.1",
      "8.8.8.8, 1.1.1.1, 2606:4700:4700::1111",
      "192.0.2.7 198.51.100.9 203.0.113.5 2001:db8::17",
      "version 12.34.56.78, Chrome/91.0.4472.124, v10.20.30.40",
      "section 4.3.2.1, OID 1.3.6.1.4.1.311.2.1.4",
      "1.3.6.1.5.5.7.3.1 is for servers, 1.3.101.112 for signatures",
      "// 17.18.101 Integer types\n// 17.18.101.3 Fastest types",
      "7.216.184.93.in-addr.arpa",
      "M3.8.53.657 91.25.53.156 1.093-.125z",
      "94.25.255.255 is the last of its network",
      "255.255.255.0 and 93.184.216.0/24",
      "std::cout << 3.14",
    ])
      assert.equal(await redacted(text), text);
  });

  it("replaces tokens of services, private keys and what is assigned to a name that betrays it", async () => {
    assert.equal(await redacted(`use ${githubToken};`), "use <KEY>;");
    const body = "MIIEpAIBAAKCAQEA7bq5".repeat(8);
    assert.equal(await redacted(pem(body)), "<KEY>");
    assert.equal(await redacted('const dbPassword = "hU7!kq2Zr";'), 'const dbPassword = "<PASSWORD>";');
    assert.equal(await redacted(`{ "api_key": "9f3aB7c2E4d8K1m6Q0z5" }`), `{ "api_key": "<KEY>" }`);
    for (const text of [
      pem("..."),
      'password = "your-password-1"',
      'password: "${PASSWORD}"',
      'const token = "identifier.expected.here"',
      'passwordLabel = "Password:"',
      'token: "MultiLineCommentTrivia"',
      '"nextPageToken": "9f3aB7c2E4d8K1m6Q0z5"',
      "AKIAIOSFODNN7EXAMPLE",
      "postgres://username:password@host:5432/app and redis://app:app@cache",
    ])
      assert.equal(await redacted(text), text);
  });

  it("knows the formats that providers document, and settings that need no quotes", async () => {
    const random = "Zq7Rw2Xk9Lm4Tb6Vc1Yd8Nf3Hg5Js0Pa2Qe7Wu";
    // In pieces, as above.
    const awsKey = `AKIAQ7RW2XK4LM5TB6VC`;
    const googleKey = `AIza${random.slice(0, 35)}`;
    assert.equal(await redacted(`id = ${awsKey}, key: ${googleKey}`), "id = <KEY>, key: <KEY>");
    assert.equal(await redacted("redis://app:Zq7Rw2Xk9Lm@cache.forge.io:6379/0"), "<KEY>");
    const inFile = async (text: string, path: string): Promise<string> =>
      redact(text, await findSensitive(text, path), [...EVERY_KIND], "id").text;
    assert.equal(await inFile(`API_KEY=${random}\nPORT=80\n`, "app/.env"), "API_KEY=<KEY>\nPORT=80\n");
    assert.equal(await inFile("db:\n  password: hU7!kq2Zr\n", "values.yaml"), "db:\n  password: <PASSWORD>\n");
    // In a program, what has no quotes is an expression.
    assert.equal(
      await inFile("password = hU7 ** kq2Zr\npassword = row_7\n", "a.py"),
      "password = hU7 ** kq2Zr\npassword = row_7\n",
    );
  });

  it("replaces names where a comment says who wrote it, but no organisation's", async () => {
    assert.equal(await redacted(" * @author Ada Lovelace"), " * @author <NAME>");
    assert.equal(
      await redacted("# Copyright (c) 2019-2021, 2023 Ludwig van Beethoven. MIT."),
      "# Copyright (c) 2019-2021, 2023 <NAME>. MIT.",
    );
    for (const text of [
      "Copyright 2020 Analytical Engines Inc",
      "Ada Lovelace wrote this.",
      "// Copyright (c) 2020 The Go Authors",
    ])
      assert.equal(await redacted(text), text);
  });

  it("replaces only what the setting names, and the same value alike", async () => {
    const text = "a@one.org b@two.org a@one.org 93.184.216.34";
    const findings = await findSensitive(text, "a.txt");
    assert.equal(redact(text, findings, ["ipAddresses"], "id").text, "a@one.org b@two.org a@one.org <IP_ADDRESS>");
    const setting = { kinds: [...EVERY_KIND], replacement: "synthetic" as const };
    const synthetic = redact(text, findings, setting, "id");
    assert.equal(synthetic.text, "user1@example.com user2@example.com user1@example.com 192.0.2.3");
    assert.deepEqual(synthetic.replaced, { email: 3, ipAddress: 1 });
    assert.equal(redact(text, [], setting, "id").text, text);
  });

  it("makes up keys of the same shape that tell nothing of the key", () => {
    const made = (key: string): string =>
      redact(
        key,
        [{ kind: "key", rule: "pem", start: 0, end: key.length }],
        { kinds: ["secrets"], replacement: "synthetic" },
        "id",
      ).text;
    assert.match(made("Ab1-xyz9"), /^[A-Z][a-z]\d-[a-z]{3}\d$/);
    assert.equal(made("Ab1-xyz9"), made("Qr7-uvw2"));
  });

  it("keeps the more dangerous of two findings in one place", () => {
    const email = { kind: "email", rule: "email", start: 5, end: 20 } as const;
    const key = { kind: "key", rule: "assignment", start: 0, end: 10 } as const;
    assert.deepEqual(withoutOverlaps([email, key]), [key]);
    assert.deepEqual(withoutOverlaps([{ ...email, start: 10 }, key]), [key, { ...email, start: 10 }]);
  });

  it("takes time in proportion to its text", async () => {
    for (const piece of [
      "@",
      "a@",
      "1.",
      "Copyright 2001,",
      "password = '",
      "2001:",
      "-----BEGIN PRIVATE KEY-----",
      "a.",
      "://a:b@",
    ])
      assert.equal((await findSensitive(piece.repeat(200_000 / piece.length), "a.txt")).length >= 0, true);
  });
});
