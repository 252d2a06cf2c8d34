/** The body of a mail: written once as a list of parts, so that text and HTML say the same (failures H15). */
import { calendarText } from '../feed/text.ts';
import type { Mail } from './mailer.ts';

export type Part =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What there is to know, name by name. */
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'link'; readonly text: string; readonly address: string }
  /** Several, each with its own words. */
  | { readonly kind: 'links'; readonly links: readonly { readonly text: string; readonly address: string }[] }
  /** Text of the practice or, in mails to the practice, of the patient: shown as it was typed. */
  | { readonly kind: 'quote'; readonly title: string; readonly text: string };

/** Subject and both bodies. ICU's no-break spaces would make subjects unreadable in raw headers and text hard to search. */
export function letter(title: string, parts: readonly Part[]): Pick<Mail, 'subject' | 'text' | 'html'> {
  const subject = title.replaceAll('\u00a0', ' ');
  return { subject, text: letterText(parts).replaceAll('\u00a0', ' '), html: letterHtml(subject, parts) };
}

function letterText(parts: readonly Part[]): string {
  return `${parts.map((part) => partText(part)).join('\n\n')}\n`;
}

function partText(part: Part): string {
  if (part.kind === 'facts')
    return part.facts.map(([name, value]) => `${name}: ${calendarText(value).replaceAll('\n', '\n  ')}`).join('\n');
  if (part.kind === 'link') return `${part.text}:\n${part.address}`;
  if (part.kind === 'links') return part.links.map(({ text, address }) => `${text}:\n${address}`).join('\n\n');
  const text = calendarText(part.text);
  return part.kind === 'quote' ? `${part.title}:\n${text}` : text;
}

// No images, no outside resources, no layout tables; colours that mail programs may turn dark by themselves.
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 16px; background: #ffffff; color: #1c2430; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
main { max-width: 560px; margin: 0 auto; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 16px; }
dl { margin: 0 0 20px; }
dt { font-weight: 600; color: #52606f; margin-top: 10px; }
dd { margin: 0; }
a { color: #0b5a8a; }
.button { display: inline-block; padding: 12px 20px; border-radius: 6px; background: #0b5a8a; color: #ffffff; text-decoration: none; font-weight: 600; }
.quote { margin: 0 0 20px; padding-left: 14px; border-left: 3px solid #8aa0b4; }
@media (prefers-color-scheme: dark) {
  body { background: #12181f; color: #e8edf2; }
  dt { color: #a9b6c3; }
  a { color: #7fc4ee; }
  .button { background: #7fc4ee; color: #0b1a26; }
}`;

/** All text is escaped. */
function letterHtml(title: string, parts: readonly Part[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="color-scheme" content="light dark"><title>${escape(title)}</title><style>${STYLE}</style></head>`,
    `<body><main>`,
    ...parts.map((part) => partHtml(part)),
    '</main></body></html>',
    '',
  ].join('\n');
}

function partHtml(part: Part): string {
  if (part.kind === 'facts') {
    return `<dl>${part.facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${lines(value)}</dd>`).join('')}</dl>`;
  }
  if (part.kind === 'links') {
    return `<ul>${part.links.map(({ text, address }) => `<li><a href="${escape(address)}">${lines(text)}</a></li>`).join('')}</ul>`;
  }
  const text = lines(part.text);
  if (part.kind === 'heading') return `<h1>${text}</h1>`;
  if (part.kind === 'paragraph') return `<p>${text}</p>`;
  if (part.kind === 'quote')
    return `<div class="quote"><p><strong>${escape(part.title)}</strong></p><p>${text}</p></div>`;
  const address = escape(part.address);
  return `<p><a class="button" href="${address}">${text}</a></p><p>${address}</p>`;
}

function lines(text: string): string {
  return escape(text).replaceAll('\n', '<br>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return calendarText(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
