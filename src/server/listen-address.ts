import { isLoopback } from "./guard.ts";

/**
 * Which addresses to listen on stand for which others. `0.0.0.0` is every IPv4 address and `::` every IPv6 one;
 * mostly `::` takes the IPv4 addresses as well, but that is the system's choice.
 */

/** An address that other machines reach is not opened for everybody. */
export function mayListen(address: string, token: string | null): boolean {
  return token !== null || isLoopback(address);
}

/** Each once, those that stand for the most others first. */
export function widestFirst(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].sort((a, b) => width(b) - width(a));
}

/** Whether whoever listens on `wide` is certain to be reached on `address`, too. */
export function covers(wide: string, address: string): boolean {
  return isIpv6(address) ? isIpv6Wildcard(wide) : isIpv4Wildcard(wide);
}

/** Whether one port may be too few for both. */
export function mayCollide(one: string, other: string): boolean {
  const mayTake = (wide: string, address: string) =>
    isIpv6Wildcard(wide) || covers(wide, address);
  return mayTake(one, other) || mayTake(other, one);
}

export function isIpv6Wildcard(address: string): boolean {
  return isIpv6(address) && /^\[?[0:]+\]?$/.test(address);
}

function isIpv4Wildcard(address: string): boolean {
  return address === "0.0.0.0";
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}

function width(address: string): number {
  if (isIpv6Wildcard(address)) return 2;
  return isIpv4Wildcard(address) ? 1 : 0;
}
