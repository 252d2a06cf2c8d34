/** How the stand-in for Graph answers: JSON that keeps Microsoft's model, errors with a code, pages with links. */
import type { Context } from 'hono';
import type { Mailbox } from './mailbox.ts';
import { mistakesIn } from './model.ts';
import type { Wish } from './shown.ts';

export type Env = { Variables: { mailbox: Mailbox } };
export type Asked = Context<Env>;

export function refused(c: Asked, status: 400 | 401 | 403 | 404 | 410 | 412 | 429, code: string): Response {
  return c.json({ error: { code, message: `The stand-in refuses: ${code}.`, innerError: {} } }, status);
}

export function answered(c: Asked, type: string, value: Record<string, unknown>, status: 200 | 201 = 200): Response {
  c.var.mailbox.mistakes.push(...mistakesIn(type, value));
  return c.json({ '@odata.context': `${originOf(c)}/v1.0/$metadata#${type}`, ...value }, status);
}

/** One page. `next` and `delta` are queries behind the path that was asked for. */
export function page(
  c: Asked,
  type: string,
  { value, next, delta }: { value: readonly Record<string, unknown>[]; next?: string; delta?: string },
): Response {
  for (const each of value) if (!each['@removed']) c.var.mailbox.mistakes.push(...mistakesIn(type, each));
  const here = `${originOf(c)}${new URL(c.req.url).pathname}`;
  return c.json({
    '@odata.context': `${originOf(c)}/v1.0/$metadata#Collection(${type})`,
    value,
    ...(next !== undefined && { '@odata.nextLink': `${here}?${next}` }),
    ...(delta !== undefined && { '@odata.deltaLink': `${here}?${delta}` }),
  });
}

/** All of a list in pages, by `$skip`, as lists of Exchange are; ten at once where nothing else is asked for. */
export function paged(c: Asked, type: string, all: readonly Record<string, unknown>[]): Response {
  const size = sizeOf(c);
  const skip = Number(c.req.query('$skip') ?? 0);
  const query = new URLSearchParams(new URL(c.req.url).search);
  query.set('$skip', String(skip + size));
  const rest = all.length > skip + size;
  return page(c, type, { value: all.slice(skip, skip + size), ...(rest && { next: query.toString() }) });
}

export function sizeOf(c: Asked): number {
  const wished = /odata\.maxpagesize=(\d+)/.exec(c.req.header('prefer') ?? '')?.[1] ?? c.req.query('$top') ?? 10;
  return Math.min(Number(wished), c.var.mailbox.pageSize);
}

export function wishOf(c: Asked): Wish {
  const expand = c.req.query('$expand');
  return {
    immutable: /IdType="ImmutableId"/.test(c.req.header('prefer') ?? ''),
    marks: expand === undefined ? undefined : [...expand.matchAll(/id eq '([^']+)'/g)].map(([, id]) => id!),
  };
}

/** The host that was asked, as the real one names itself. */
function originOf(c: Asked): string {
  return `http://${c.req.header('host') ?? 'graph.example'}`;
}
