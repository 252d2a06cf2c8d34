/** Holds the stand-in and what asks it to Google's own discovery document (`../shared/vendor-api`), where that lies beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
};
type Parameter = Schema & {
  readonly location: 'path' | 'query';
  readonly required?: boolean;
  readonly repeated?: boolean;
};
type Method = {
  readonly id: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly request?: { readonly $ref: string };
  readonly response?: { readonly $ref: string };
  readonly scopes?: readonly string[];
};
type Document = {
  readonly basePath: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly resources: Readonly<Record<string, { readonly methods: Readonly<Record<string, Method>> }>>;
};

const FILE = fileURLToPath(new URL('../../../../shared/vendor-api/calendar-v3.min.json', import.meta.url));

/** Undefined where the document is not there: what needs it is skipped, and says so. */
export const discovery: Document | undefined = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as Document) // Google's own form
  : undefined;

/** What of a request is not as documented. `path` is that below the API's own. */
export function requestFaults(request: {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}): string[] {
  if (!discovery) return [];
  const method = methodOf(request.method, request.path);
  if (!method) return [`${request.method} ${request.path} is no method of the API`];
  const known = { ...discovery.parameters, ...method.parameters };
  const faults = [...request.query].flatMap(([name, value]) => {
    const parameter = known[name];
    if (!parameter || parameter.location !== 'query') return [`${method.id} has no parameter ${name}`];
    return textFaults(parameter, value, `${method.id} ?${name}`);
  });
  for (const name of new Set(request.query.keys()))
    if (request.query.getAll(name).length > 1 && known[name]?.repeated !== true)
      faults.push(`${method.id} ?${name} is given twice`);
  if (method.request)
    faults.push(
      ...faultsOf(method.request, request.body, { at: `${method.id} body`, isPatch: request.method === 'PATCH' }),
    );
  else if (request.body !== undefined) faults.push(`${method.id} takes no body`);
  return faults;
}

/** What of an answer is not as documented. */
export function answerFaults(method: string, path: string, body: unknown): string[] {
  const found = discovery && methodOf(method, path);
  if (!found) return [];
  if (!found.response) return body === undefined ? [] : [`${found.id} answers with a body`];
  return faultsOf(found.response, body, { at: `${found.id} answer`, isPatch: false });
}

/** Any of these scopes will do; undefined where the document is not there. */
export function scopesFor(method: string, path: string): readonly string[] | undefined {
  return discovery && methodOf(method, path)?.scopes;
}

function methodOf(method: string, path: string): Method | undefined {
  const all = Object.values(discovery?.resources ?? {}).flatMap(({ methods }) => Object.values(methods));
  const fits = all.filter((one) => {
    const pattern = new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return one.httpMethod === method && pattern.test(path);
  });
  // `events/import` is a name before it is an id.
  return fits.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

type Where = { readonly at: string; readonly isPatch: boolean };

function faultsOf(schema: Schema, value: unknown, where: Where): string[] {
  const { at } = where;
  if (schema.$ref) return faultsOf(discovery!.schemas[schema.$ref] ?? {}, value, where); // called where it is there
  if (value === null && where.isPatch) return [];
  if (schema.type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
    return Object.entries(value).flatMap(([name, inner]) => {
      if (inner === undefined) return [];
      const property = schema.properties?.[name] ?? schema.additionalProperties;
      return property ? faultsOf(property, inner, { ...where, at: `${at}.${name}` }) : [`${at} has no field ${name}`];
    });
  }
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is no array`];
    return value.flatMap((item, index) => faultsOf(schema.items ?? {}, item, { ...where, at: `${at}[${index}]` }));
  }
  if (schema.type === 'string') return typeof value === 'string' ? textFaults(schema, value, at) : [`${at} is no text`];
  if (schema.type === 'boolean') return typeof value === 'boolean' ? [] : [`${at} is neither true nor false`];
  if (schema.type === 'integer') return Number.isInteger(value) ? [] : [`${at} is no whole number`];
  return [];
}

function textFaults(schema: Schema, text: string, at: string): string[] {
  const is = (pattern: RegExp): string[] => (pattern.test(text) ? [] : [`${at} is ${JSON.stringify(text)}`]);
  if (schema.enum && !schema.enum.includes(text)) return [`${at} is ${JSON.stringify(text)}`];
  if (schema.type === 'boolean') return is(/^(true|false)$/);
  if (schema.type === 'integer' || schema.format === 'int64') return is(/^-?\d+$/);
  if (schema.format === 'date') return is(/^\d{4}-\d\d-\d\d$/);
  if (schema.format === 'date-time') return is(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
  return [];
}
