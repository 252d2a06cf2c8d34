/** Which addresses may be reached, without a network (failures E08). */

import { expect, test } from 'vitest';
import { addressRule } from '../../../connectors/fetch/addresses.ts';

test.each(['93.184.216.34', '2606:2800:220:1::1', '::ffff:93.184.216.34'])(
  '%s is public, and reached by https: only',
  (address) => {
    expect(addressRule([]).mayReach(address, 'https:')).toBe(true);
    expect(addressRule([]).mayReach(address, 'http:')).toBe(false);
  },
);

test.each(
  `127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1
  198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:169.254.169.254 ::127.0.0.1 fe80::1 fec0::1
  fd00:ec2::254 fc00::1 ff02::1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:1::1 2001:db8::1 100::1 example.org localhost`.split(
    /\s+/,
  ),
)('%s is never reached unless it is allowed', (address) => {
  expect(addressRule([]).mayReach(address, 'https:')).toBe(false);
});

test('what is allowed is reached by both schemes, mapped forms too, and nothing beside it', () => {
  const rule = addressRule(['127.0.0.1', '10.0.0.0/8', 'fd12::/16', '::1']);
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.9.8.7', 'fd12::5', '::1']) {
    expect(rule.mayReach(address, 'http:')).toBe(true);
  }
  for (const address of ['127.0.0.2', '11.0.0.1', 'fd13::5', '::2'])
    expect(rule.mayReach(address, 'http:')).toBe(false);
});

test.each(['', '10.0.0.0/33', 'localhost', '10.0.0.*'])('%j in FETCH_ALLOW stops the start', (text) => {
  expect(() => addressRule([text])).toThrow(/FETCH_ALLOW/);
});
