/** The network address of who asks. A forwarded one counts only as far as the operator's own proxies wrote it. */
import type { Context } from 'hono';
import { readAddress } from '../domain/network.ts';

/**
 * With `trustedProxies` n, the nth entry of X-Forwarded-For from its end: the entries before it are whatever the caller
 * claimed. What is no address counts for nothing. Undefined where the runtime tells no address.
 */
export function clientAddress(c: Context, trustedProxies: number): string | undefined {
  const forwarded = (c.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const claimed = trustedProxies > 0 ? readAddress(forwarded.at(-trustedProxies)) : undefined;
  return claimed ?? readAddress(toldAddress(c.env));
}

/** What @hono/node-server puts beside a request, or what worker.ts does. */
function toldAddress(env: unknown): string | undefined {
  if (!env || typeof env !== 'object') return undefined;
  if ('clientAddress' in env && typeof env.clientAddress === 'string') return env.clientAddress;
  const incoming = 'incoming' in env ? env.incoming : undefined;
  const socket = incoming && typeof incoming === 'object' && 'socket' in incoming ? incoming.socket : undefined;
  const address = socket && typeof socket === 'object' && 'remoteAddress' in socket ? socket.remoteAddress : undefined;
  return typeof address === 'string' ? address : undefined;
}
