/** Who may use the API: the holder of a live API key, as `Authorization: Bearer oh_…`, within that key's practice. */
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context as RequestContext, MiddlewareHandler } from 'hono';
import { ownerOfApiKey } from '../../actions/api-keys.ts';
import type { Context } from '../../actions/context.ts';
import type { Deps } from '../../deps.ts';
import { clientAddress } from '../client-address.ts';
import { limitWrongSecrets } from '../limit.ts';
import { invalidInput, notFound, problem } from './problem.ts';

/** `ctx`: the key's practice and one reading of the clock. */
export type Keyed = { readonly Variables: { readonly ctx: Context } };

export const SECURITY = [{ apiKey: [] }];

/** Answers 401 without a live key, before anything that was sent is looked at. */
export function bearerKey(deps: Deps): MiddlewareHandler<Keyed> {
  const limitWrong = limitWrongSecrets(deps);
  return async function requireApiKey(c, next) {
    const now = deps.clock();
    const [, key] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const owner = key === undefined ? undefined : await ownerOfApiKey(deps, key, now);
    if (!owner) {
      // No key at all is no guess.
      const refused = key === undefined ? undefined : await limitWrong(c);
      if (refused) return refused;
      c.header('WWW-Authenticate', 'Bearer realm="openhours"');
      return problem(c, 401, {
        title: 'An API key is needed.',
        detail: 'Send a key of the practice as "Authorization: Bearer oh_…". `openhours setup` prints one.',
      });
    }
    const { db, keys, newId, config } = deps;
    const actor = { kind: 'api', keyId: owner.keyId } as const;
    c.set('ctx', {
      db,
      keys,
      newId,
      now,
      actor,
      practiceId: owner.practiceId,
      address: clientAddress(c, config.trustedProxies),
    });
    return next();
  };
}

/** An app whose bad input answers 400 with the names of the fields; a path that cannot name anything answers 404. */
export function api(): OpenAPIHono<Keyed> {
  return new OpenAPIHono<Keyed>({
    defaultHook: (result, c: RequestContext) => {
      if (result.success) return undefined;
      return result.target === 'param' ? notFound(c) : invalidInput(c, fieldErrors(result.error.issues, result.target));
    },
  });
}

/** The first thing that is wrong with each field; an unknown one is named itself, not the object that it stands in. */
function fieldErrors(issues: readonly z.core.$ZodIssue[], target: string): { field: string; message: string }[] {
  const byField = new Map<string, string>();
  const add = (field: string, message: string) => byField.has(field) || byField.set(field, message);
  for (const issue of issues) {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      for (const name of issue.keys) add([...path, name].join('.'), 'There is no such field.');
    } else add(path.join('.') || target, /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`);
  }
  return [...byField].map(([field, message]) => ({ field, message }));
}

/** A documented answer. */
export function answer<Schema>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body that must be there. */
export function body<Schema>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}
