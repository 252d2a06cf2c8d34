/** The frame of every page: head, skip link, brand, main, foot. No inline style or script, so that the strict policy holds. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { assets } from './assets.generated.ts';

export type NavLink = { readonly href: string; readonly label: string; readonly current?: boolean };

export type PageProps = {
  /** Shown in the tab, before the brand. */
  readonly title: string;
  /** Whose page it is: a practice's name, or `Openhours` where there is none yet. */
  readonly brand: string;
  readonly brandHref?: string;
  readonly nav?: readonly NavLink[];
  /** In the place of `nav`: what stands beside the page where there is room. */
  readonly side?: Child;
  /** Beside the links of the head: a sign-out form. */
  readonly navEnd?: Child;
  /** Two columns or a wide table need more room than reading does. */
  readonly wide?: boolean;
  /** Name of a script of src/browser, loaded as a module; the page works without it. */
  readonly script?: string;
  /** Name of a stylesheet of src/browser that comes after openhours.css. */
  readonly style?: string;
  /** Pages behind a secret link, and those that change by the minute, are kept out of search engines. */
  readonly hidden?: boolean;
  readonly foot?: Child;
  readonly children?: Child;
};

/** The address of a built file of src/browser, such as `openhours.css`. */
export function assetPath(name: string): string {
  const asset = assets[name];
  if (asset === undefined) throw new Error(`The asset ${name} was not built. Run: npm run build`);
  return asset.path;
}

// A day with a tick. In the page itself: one request less, and the policy allows images as data.
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6a5d"/><path d="m9 17 5 5 9-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`;

/** A whole document with its doctype. */
export function Page(props: PageProps) {
  const title = props.title === props.brand ? props.title : `${props.title} · ${props.brand}`;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <meta name="format-detection" content="telephone=no" />
          {props.hidden ? <meta name="robots" content="noindex, nofollow" /> : undefined}
          <title>{title}</title>
          <link rel="stylesheet" href={assetPath('openhours.css')} />
          {props.style ? <link rel="stylesheet" href={assetPath(props.style)} /> : undefined}
          <link rel="icon" href={ICON} />
          {props.script ? <script type="module" src={assetPath(props.script)} /> : undefined}
        </head>
        <body class={props.side ? 'page-wide page-side' : props.wide ? 'page-wide' : undefined}>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <header class="head">
            <Brand name={props.brand} href={props.brandHref} />
            {props.side}
            {props.nav || props.navEnd ? (
              <nav class="head-nav" aria-label="Pages">
                {props.nav?.map((link) => (
                  <a href={link.href} aria-current={link.current ? 'page' : undefined}>
                    {link.label}
                  </a>
                ))}
                {props.navEnd}
              </nav>
            ) : undefined}
          </header>
          <main class="main" id="main" tabindex={-1}>
            {props.children}
          </main>
          {props.foot ? <footer class="foot">{props.foot}</footer> : undefined}
        </body>
      </html>
    </>
  );
}

function Brand({ name, href }: { name: string; href: string | undefined }) {
  const inside = (
    <>
      <span class="brand-mark" aria-hidden="true">
        {firstLetter(name)}
      </span>
      <span dir="auto">{name}</span>
    </>
  );
  return href ? (
    <a class="brand" href={href}>
      {inside}
    </a>
  ) : (
    <span class="brand">{inside}</span>
  );
}

// A letter, not a code unit: names begin with accents and emoji too.
function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter('en').segment(name.trim());
  return first?.segment.toLocaleUpperCase('en') ?? '';
}
