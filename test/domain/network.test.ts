import { expect, test } from 'vitest';
import { networkOf, readAddress } from '../../src/domain/network.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:51234', '203.0.113.7'],
  [' 203.0.113.7 ', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:DB8:0:1:0:0:0:9', '2001:db8:0:1::9'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
])('%j is the address %s', (text, address) => {
  expect(readAddress(text)).toBe(address);
});

test.each([
  '',
  'unknown',
  '_hidden',
  '300.1.1.1',
  '1.2.3',
  '1.2.3.4.5',
  '2001:db8',
  ':::',
  '1::2::3',
  'a:b',
  '[::1',
  '::1]@x',
])('J04 %j is no address', (text) => {
  expect(readAddress(text)).toBeUndefined();
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
  ['2001:db8:0:1::', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['junk', 'unknown'],
  [undefined, 'unknown'],
])('J01 %j is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
