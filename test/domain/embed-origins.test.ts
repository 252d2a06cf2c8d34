import { expect, test } from 'vitest';
import { readEmbedOrigins } from '../../src/domain/embed-origins.ts';

test.each([
  ['https://www.example.org', 'https://www.example.org'],
  ['https://www.example.org/contact?x=1#top', 'https://www.example.org'],
  ['www.example.org/contact', 'https://www.example.org'],
  ['HTTPS://WWW.Example.ORG:8443/', 'https://www.example.org:8443'],
  ['https://user:secret@example.org', 'https://example.org'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://localhost', 'http://localhost'],
  ['http://localhost:8080/page', 'http://localhost:8080'],
])('%s is the website %s', (typed, origin) => {
  expect(readEmbedOrigins([typed])).toEqual({ ok: true, value: [origin] });
});

test.each([
  ['http://www.example.org', 'https://'],
  ['*', 'star'],
  ['https://*.example.org', 'star'],
  ['https://example.org; script-src *', 'star'],
  ["https://a;script-src'unsafe-inline'.example", 'not the address'],
  ['https://a,b.example', 'not the address'],
  ['javascript:alert(1)', 'not the address'],
  ['data:text/html,x', 'not the address'],
  ['ftp://example.org', 'not the address'],
  ['http://127.0.0.1:8080', 'https://'],
  ['https://[::1]/', 'not the address'],
  ['https://intranet', 'not the address'],
  ['some words', 'not the address'],
])('%s is refused in words', (typed, why) => {
  const read = readEmbedOrigins(['https://good.example', typed]);
  expect(read.ok ? '' : read.refusal).toContain(why);
});

test('empty lines are left out, each website is kept once, and 20 are the most', () => {
  expect(readEmbedOrigins(['', 'https://a.example/x', ' https://a.example ', ''])).toEqual({
    ok: true,
    value: ['https://a.example'],
  });
  const many = Array.from({ length: 21 }, (_, index) => `https://site-${index}.example`);
  expect(readEmbedOrigins(many)).toMatchObject({ ok: false });
  expect(readEmbedOrigins(many.slice(1))).toMatchObject({ ok: true });
});
