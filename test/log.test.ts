/** What stands in the log, as whoever collects it reads it. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('J11 whatever is in an event or its details, it is one line of JSON without control characters', () => {
  const nasty = 'a\nb\r\n\u001b[31mred %s %d \u2028 \u0000 {"level":50}';
  const program = `
    const { createLog } = await import(${JSON.stringify(new URL('../src/log.ts', import.meta.url).href)});
    const log = createLog('info');
    for (const write of [log.info, log.warn, log.error]) write(${JSON.stringify(nasty)}, { what: ${JSON.stringify(nasty)} });`;
  const written = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  const lines = written.split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ event: nasty, what: nasty });
    expect([...line].some((letter) => letter < ' ')).toBe(false);
  }
});
