/** What a form sent, as text by field name, and why it cannot be taken, in the words that stand beside the fields. */
import type { Context } from 'hono';
import { z } from 'zod';
import { isPlainAddress, oneLine } from '../../email/address.ts';
import type { FieldErrors } from '../../views/fields.tsx';

export type Form = Readonly<Record<string, string>>;

/** The last value of each field; files are left out, and so is what PostgreSQL could not store (NUL, lone surrogates). */
export async function readForm(c: Context): Promise<Form> {
  const body = await c.req.parseBody().catch(() => ({}));
  const entries = Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name, value.toWellFormed().replaceAll('\0', '')]));
}

/** Either the checked values, or one sentence for each field that needs another look. */
export function checkForm<Schema extends z.ZodType>(
  schema: Schema,
  form: unknown,
): { readonly ok: true; readonly value: z.output<Schema> } | { readonly ok: false; readonly errors: FieldErrors } {
  const read = schema.safeParse(form);
  if (read.success) return { ok: true, value: read.data };
  const errors: Record<string, string> = {};
  for (const issue of read.error.issues) errors[String(issue.path[0])] ??= issue.message;
  return { ok: false, errors };
}

/** One line of text; `needed` is the sentence for an empty field. */
export function line(longest: number, needed?: string) {
  const text = z
    .string()
    .default('')
    .transform(oneLine)
    .pipe(z.string().max(longest, `This is longer than ${longest} characters.`));
  return needed === undefined ? text : text.refine((value) => value !== '', needed);
}

/** Text with line breaks. */
export function lines(longest: number) {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .replaceAll('\r\n', '\n')
        .replaceAll(/(?!\n)\p{Cc}/gu, ' ')
        .trim(),
    )
    .pipe(z.string().max(longest, `This is longer than ${longest} characters.`));
}

const ADDRESS = 'This is not an email address such as name@example.org.';

export function address(needed: string) {
  return line(254, needed).refine((value) => value === '' || isPlainAddress(value), ADDRESS);
}

/** An address, or nothing. */
export function maybeAddress() {
  return line(254).refine((value) => value === '' || isPlainAddress(value), ADDRESS);
}

type Limits = { readonly min: number; readonly max: number };

function wholeWords({ min, max }: Limits): string {
  return `This must be a whole number from ${min} to ${max}.`;
}

/** A whole number within what the domain allows. */
export function whole({ min, max }: Limits) {
  const words = wholeWords({ min, max });
  return z
    .string(words)
    .trim()
    .regex(/^\d{1,7}$/, words)
    .transform(Number)
    .pipe(z.number().min(min, words).max(max, words));
}

/** A whole number, or null for an empty field; undefined for a form that did not have the field. */
export function wholeOrNone(limits: Limits) {
  return z.union([z.literal('').transform(() => null), whole(limits)], wholeWords(limits)).optional();
}

/** A box that was ticked. */
export function ticked() {
  return z
    .string()
    .optional()
    .transform((value) => value === 'on');
}
