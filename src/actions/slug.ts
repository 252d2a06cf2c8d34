/** Names of booking links: made from a person's words, within what the routing tables accept. */

const LONGEST = 63;

/** `Dr. Zoë Lee` → `dr-zoe-lee`. A name without Latin letters or digits gives `fallback`. */
export function slugOf(name: string, fallback: string): string {
  const words = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ß/g, 'ss').replace(/['’]/g, '');
  const slug = words
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? fallback : slug;
}

/** The slug itself, then `slug-2`, `slug-3` …, never longer than a slug may be. */
export function nthSlug(slug: string, nth: number): string {
  if (nth === 1) return slug;
  const ending = `-${nth}`;
  return slug.slice(0, LONGEST - ending.length).replace(/-+$/, '') + ending;
}
