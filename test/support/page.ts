/** Reads what tests need out of a page's HTML. Enough for our own pages, no parser. */

const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The value of the input with this name. */
export function valueOf(html: string, name: string): string | undefined {
  const tag = html.match(new RegExp(`<input[^>]*\\bname="${name}"[^>]*>`))?.[0];
  return tag && unescape(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '');
}

/** The address of the first form that is sent by POST. */
export function postAddress(html: string): string | undefined {
  const tag = html.match(/<form[^>]*\bmethod="post"[^>]*>/)?.[0];
  return tag && unescape(/\baction="([^"]*)"/.exec(tag)?.[1] ?? '');
}

/** The values of all buttons or radio buttons with this name, in order. */
export function choicesOf(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`<(?:button|input)[^>]*\\bname="${name}"[^>]*>`, 'g'))].map(([tag]) =>
    unescape(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ''),
  );
}

/** Addresses of the links that match. */
export function linksOf(html: string, matching: RegExp): string[] {
  return [...html.matchAll(/<a[^>]*\bhref="([^"]*)"/g)]
    .map(([, href]) => unescape(href ?? ''))
    .filter((href) => matching.test(href));
}

/** What a person reads: no tags, entities as characters, spaces as one. */
export function textOf(html: string): string {
  return unescape(
    html.replaceAll(/<(style|script|title)[^>]*>.*?<\/\1>/gs, ' ').replaceAll(/<[^>]+>/g, ' '),
  ).replaceAll(/\s+/g, ' ');
}
