/** Network addresses as limits count them: who has one address of a kind has all that cost nothing more. */

/** An address in its one spelling, without a port; undefined for what is none. IPv4 in IPv6 (`::ffff:…`) is IPv4. */
export function readAddress(text: string | undefined): string | undefined {
  const bare = (text ?? '').trim().replace(/%\w+$/, '');
  const four = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?$/.exec(bare)?.[1];
  if (four !== undefined) return four.split('.').every((part) => Number(part) <= 255) ? plain(four) : undefined;
  const six = /^\[([\da-f:.]+)\](?::\d{1,5})?$/i.exec(bare)?.[1] ?? bare;
  if (!/^[\da-f:.]+$/i.test(six) || !six.includes(':') || !URL.canParse(`http://[${six}]/`)) return undefined;
  const whole = new URL(`http://[${six}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(whole);
  return mapped ? dotted(mapped[1]!, mapped[2]!) : whole; // both are there
}

/**
 * The network that one subscriber has to himself: an IPv4 address, the first 64 bits of IPv6. Whoever has no known address
 * shares one network with all others of that kind.
 */
export function networkOf(address: string | undefined): string {
  const read = readAddress(address);
  if (read === undefined) return 'unknown';
  return read.includes(':') ? `${groupsOf(read).slice(0, 4).join(':')}::/64` : read;
}

function groupsOf(six: string): string[] {
  const [head = '', tail] = six.split('::', 2);
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]]; // two of two
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}

function plain(four: string): string {
  return four.split('.').map(Number).join('.');
}

function dotted(high: string, low: string): string {
  return [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 255])
    .join('.');
}
