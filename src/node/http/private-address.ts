// An IP address in, whether it belongs to this machine, to a private network or to no host out (spec 6.18.6): what a URL from outside must not
// reach.

import { BlockList, isIPv4, isIPv6 } from "node:net";

const closed = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  closed.addSubnet(network, bits, "ipv4");
/** Of IPv6 only what is routed to hosts everywhere is open, without what carries IPv4 addresses or documentation. */
const open = new BlockList();
open.addSubnet("2000::", 3, "ipv6");
const carriers = new BlockList();
for (const [network, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  carriers.addSubnet(network, bits, "ipv6");

export function isPrivateAddress(address: string): boolean {
  const [plain = ""] = address.split("%");
  if (isIPv4(plain)) return closed.check(plain, "ipv4");
  if (!isIPv6(plain)) return true;
  return !open.check(plain, "ipv6") || carriers.check(plain, "ipv6");
}
