/** Microsoft's own model of what Graph takes and gives (types and enums of its metadata), where a copy of it lies beside the project. */
import { readFileSync } from 'node:fs';

type Model = {
  readonly types: Readonly<
    Record<string, { readonly base?: string; readonly props: Readonly<Record<string, string>> }>
  >;
  readonly enums: Readonly<Record<string, { readonly members: readonly string[] }>>;
};

/** Undefined where there is no copy: then nothing is compared, and a test says so by being skipped. */
export const model = read();

function read(): Model | undefined {
  try {
    const address = new URL('../../../../shared/vendor-api/graph-model.min.json', import.meta.url);
    return JSON.parse(readFileSync(address, 'utf8')) as Model;
  } catch {
    return undefined;
  }
}

/** What of `value` is not as the model has it: unknown properties, wrong types, words that are in no enum. */
export function mistakesIn(type: string, value: unknown, at = type): string[] {
  if (model === undefined || value === null || value === undefined) return [];
  const list = /^Collection\((.*)\)$/.exec(type);
  if (list) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((each, index) => mistakesIn(list[1]!, each, `${at}[${index}]`));
  }
  if (type.startsWith('Edm.')) return isPlain(type, value) ? [] : [`${at} is no ${type}: ${JSON.stringify(value)}`];
  const words = model.enums[type]?.members;
  if (words) {
    const known = typeof value === 'string' && words.includes(value);
    return known ? [] : [`${at} is none of ${words.join(', ')}: ${JSON.stringify(value)}`];
  }
  if (!model.types[type]) return [];
  if (typeof value !== 'object') return [`${at} is no ${type}`];
  const props = propsOf(type);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name.startsWith('@')) return [];
    const inside = props[name];
    return inside === undefined
      ? [`${at} has no property ${name}`]
      : mistakesIn(inside.replace(/ nav$/, ''), inner, `${at}.${name}`);
  });
}

function propsOf(type: string): Readonly<Record<string, string>> {
  const { base, props } = model!.types[type]!; // looked up before
  return base === undefined ? props : { ...propsOf(base), ...props };
}

function isPlain(type: string, value: unknown): boolean {
  if (type === 'Edm.Boolean') return typeof value === 'boolean';
  if (/^Edm\.(Int|Double)/.test(type)) return typeof value === 'number';
  if (type === 'Edm.DateTimeOffset') return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  return typeof value === 'string';
}
