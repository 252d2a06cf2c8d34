/**
 * The form of a backup: gzip over lines. `#` begins a line of ours: the head, the table whose rows follow, and at last how many
 * rows there were, so that a file cut short is known as one. Every other line is a row as PostgreSQL writes it in JSON.
 */
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

export const headSchema = z.object({
  openhours: z.literal('backup'),
  format: z.literal(1),
  migrations: z.array(z.string()),
});
/** Rows of one table, and of one practice where the table belongs to practices. */
export const partSchema = z.object({ table: z.string(), columns: z.array(z.string()), practice: z.uuid().optional() });
export const footSchema = z.object({ rows: z.number() });

export type Head = z.output<typeof headSchema>;
export type Part = z.output<typeof partSchema>;
export type Foot = z.output<typeof footSchema>;

const OURS = '#'.charCodeAt(0);
const NEWLINE = 0x0a;

export function ourLine(content: Head | Part | Foot): string {
  return `#${JSON.stringify(content)}\n`;
}

/** What a line of ours says; undefined when it is a row, or broken. */
export function readOurLine(line: Buffer | undefined): unknown {
  if (line?.[0] !== OURS) return undefined;
  try {
    return JSON.parse(line.subarray(1).toString());
  } catch {
    return undefined;
  }
}

export function isRow(line: Buffer): boolean {
  return line[0] !== OURS;
}

/** Lines without their ends. Bytes are split, since text that people typed may hold other things that end lines elsewhere. */
export async function* linesOf(packed: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  const unpacked = packed.pipe(createGunzip());
  packed.once('error', (error) => unpacked.destroy(error));
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    let from = 0;
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield bytes.subarray(from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield rest;
}
