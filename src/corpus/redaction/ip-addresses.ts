import { BlockList, isIPv6 } from "node:net";
import type { Finding } from "./finding.ts";

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
  /(?:version|ver|release|revision|build|sdk|runtime|assembly|file|product|section|chapter|clause|figure|table|rfc|oid|since|upgrade|@|§|\bv|[a-z]\/|[~^<>]=?|==)[\s"'(:=]*$/i;

/** IP addresses of somebody: not private, reserved, for documentation or a public name server's, and no version numbers. */
export function findIpAddresses(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const { 0: address, index: start } of text.matchAll(IPV4)) {
    const before = text.slice(Math.max(0, start - 30), start);
    if (isNumbering(address) || NO_ADDRESS_BEFORE.test(before) || IMPERSONAL.check(address, "ipv4")) continue;
    findings.push({ kind: "ipAddress", rule: "ipv4", start, end: start + address.length });
  }
  for (const { 0: address, index: start } of text.matchAll(IPV6)) {
    if (!isIPv6(address) || IMPERSONAL.check(address, "ipv6")) continue;
    findings.push({ kind: "ipAddress", rule: "ipv6", start, end: start + address.length });
  }
  return findings;
}

/** 1.2.3.4 and 14.0.0.1 number something; an address that ends in 0 is a network's. */
function isNumbering(address: string): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = address.split(".").map(Number);
  if (fourth === 0 || (first === second && third === fourth)) return true;
  return first < 100 && second < 10 && third < 10 && fourth < 10;
}
