/** Which network addresses may be fetched from: public ones, and those the operator allows (FETCH_ALLOW). */

import ipaddr from 'ipaddr.js';

/** Who asks knows whether the request is encrypted: plain http goes to allowed addresses only. */
export type AddressRule = {
  /** `address` is a literal, IPv4 or IPv6. */
  readonly mayReach: (address: string, scheme: 'http:' | 'https:') => boolean;
};

/** `allow` holds addresses and networks such as `127.0.0.1`, `10.0.0.0/8`, `fd12::/16`. Throws on anything else. */
export function addressRule(allow: readonly string[]): AddressRule {
  const networks = allow.map(network);
  return {
    mayReach(address, scheme) {
      // Mapped addresses such as ::ffff:7f00:1 are what they stand for.
      const parsed = ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
      if (parsed === undefined) return false;
      if (networks.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits))) return true;
      return scheme === 'https:' && isPublic(parsed);
    },
  };
}

function network(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    const [base, bits] = text.includes('/') ? ipaddr.parseCIDR(text) : [ipaddr.process(text), undefined];
    return [base, bits ?? (base.kind() === 'ipv4' ? 32 : 128)];
  } catch (cause) {
    throw new RangeError(`FETCH_ALLOW: "${text}" is neither an address nor a network such as 10.0.0.0/8.`, { cause });
  }
}

const internet = ipaddr.parseCIDR('2000::/3');

/** Neither loopback, private, link-local (cloud metadata), shared, multicast, nor a tunnel that hides an IPv4 address. */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(internet));
}
