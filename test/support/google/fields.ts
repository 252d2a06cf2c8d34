/** Google's partial answers: `fields=kind,items(id,organizer/self)` leaves what is named. */

type Mask = Map<string, Mask>;

export function masked(body: unknown, fields: string): unknown {
  return left(body, parse(fields));
}

function left(value: unknown, mask: Mask): unknown {
  if (mask.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => left(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const own = mask.get(name);
      return own ? [[name, left(inner, own)]] : [];
    }),
  );
}

function parse(fields: string): Mask {
  const mask: Mask = new Map();
  const open: Mask[] = [mask];
  let last = mask;
  for (const [part] of fields.matchAll(/[\w-]+|[(),/]/g)) {
    const here = open.at(-1)!; // the whole is never closed
    if (part === '(') open.push(last);
    else if (part === ')') open.pop();
    else if (part === '/') last.set('/', new Map());
    else if (part !== ',') {
      const into = last.delete('/') ? last : here;
      last = new Map();
      into.set(part, last);
    }
  }
  return mask;
}
