import { BlockList, isIPv6 } from "node:net";
import type { Finding } from "./finding.ts";
import { Numberings } from "./numberings.ts";

/** Addresses that name nobody: IANA's special-purpose registries (RFC 6890), documentation, multicast, name servers. */
const IMPERSONAL = new BlockList();
const RANGES = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3
  2001:db8::/32 3fff::/20 2001::/23 2002::/16`;
/** Public name servers: Google, Cloudflare, Quad9, OpenDNS, Level 3, Verisign, AdGuard. */
const NAME_SERVERS = `8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 1.1.1.2 1.1.1.3 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220
  4.2.2.1 4.2.2.2 4.2.2.3 4.2.2.4 64.6.64.6 64.6.65.6 94.140.14.14 94.140.15.15 2001:4860:4860::8888 2001:4860:4860::8844
  2606:4700:4700::1111 2606:4700:4700::1001 2620:fe::fe 2620:119:35::35`;
for (const range of RANGES.split(/\s+/)) {
  const [network = "", prefix = ""] = range.split("/");
  IMPERSONAL.addSubnet(network, Number(prefix), isIPv6(network) ? "ipv6" : "ipv4");
}
for (const server of NAME_SERVERS.split(/\s+/)) IMPERSONAL.addAddress(server, isIPv6(server) ? "ipv6" : "ipv4");

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`(?<![\\w.-])${OCTET}(?:\\.${OCTET}){3}(?![\\w-]|\\.\\d)`, "g");
/** Of IPv6, 2000::/3 alone is in use between networks. */
const IPV6 = /(?<![\w:.])[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2,34}(?![\w:.])/g;

/** What stands before four numbers that count versions, sections or objects. */
const NO_ADDRESS_BEFORE =
  /(?:version|ver|release|revision|build|sdk|runtime|assembly|file|product|sect?(?:ion|\.)?|chapter|clause|figure|table|appendix|annex|rfc|oid|since|upgrade|jar|pom|§|\bv|[a-z]\/|[~^<>]=?|==)[\s"'(:=]*$/i;

/** What stands before an address: a name that holds one, the beginning of a URL, a command, a record of a zone. */
const ADDRESS_BEFORE =
  /(?:(?<![a-z])ip(?:v4)?s?(?![a-z])|[a-z](?:IP|Ip)(?:v4)?s?(?![a-z])|(?<![a-z])(?:addr(?:ess(?:es)?)?|host(?:name|s)?|forwarded-for|nameserver|gateway|proxy|subnet|cidr|firewall|iptables|whitelist|ping|ssh|telnet|nmap|curl|wget)(?![a-z])|[a-z](?:Addr(?:ess(?:es)?)?|Host(?:name)?))[^\n.;]{0,30}$|:\/\/(?:[^\s/]{1,60}@)?$|\w@$|\bA\s+$/;
/** What stands after one: a port, the width of a network, the fields of a log, the end of a reversed name. */
const ADDRESS_AFTER = /^(?::\d{2,5}\b|\/\d{1,2}\b| - \S{1,40} \[)/;
const REVERSED_AFTER = /^\.in-addr\b/i;
/** Numbers on both sides, one of them with a point: coordinates that run together, as in the paths of drawings. */
const NUMBER_BEFORE = /\d[\s,]+$/;
const DECIMAL_AFTER = /^[\s,]*-?\d*\.\d+(?!\.?\d)/;

const BEFORE = 60;
const AFTER = 30;

/** IP addresses of somebody: not private, reserved, for documentation or a public name server's, and no version numbers. */
export function findIpAddresses(text: string): Finding[] {
  const findings: Finding[] = [];
  const numberings = new Numberings(text);
  for (const { 0: address, index: start } of text.matchAll(IPV4)) {
    const end = start + address.length;
    if (isNetwork(address) || PLACEHOLDER.test(address) || IMPERSONAL.check(address, "ipv4")) continue;
    const before = text.slice(Math.max(0, start - BEFORE), start);
    const after = text.slice(end, end + AFTER);
    if (isNumber(address, before, after) || numberings.has(address)) continue;
    findings.push({ kind: "ipAddress", rule: "ipv4", start, end });
  }
  for (const { 0: address, index: start } of text.matchAll(IPV6)) {
    if (address.endsWith("::") || !isIPv6(address) || IMPERSONAL.check(address, "ipv6")) continue;
    findings.push({ kind: "ipAddress", rule: "ipv6", start, end: start + address.length });
  }
  return findings;
}

/** What people write for any address. */
const PLACEHOLDER = /^(?:1\.2\.3\.\d+|4\.3\.2\.1|5\.6\.7\.8|11\.22\.33\.44|12\.34\.56\.78|123\.45\.67\.89)$/;

/** The first and the last address of a network name no machine; nor does 14.14.0.0 or 1.1.2.2. */
function isNetwork(address: string): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = address.split(".").map(Number);
  return fourth === 0 || fourth === 255 || (first === second && third === fourth);
}

/** Numbers below 100 alone are rarely an address and often a section, a version or an object: the text has to say what they are. */
function isNumber(address: string, before: string, after: string): boolean {
  if (NO_ADDRESS_BEFORE.test(before) || REVERSED_AFTER.test(after)) return true;
  if (NUMBER_BEFORE.test(before) && DECIMAL_AFTER.test(after)) return true;
  const isLow = address.split(".").every((part) => Number(part) < 100);
  return isLow && !ADDRESS_BEFORE.test(before) && !ADDRESS_AFTER.test(after);
}
