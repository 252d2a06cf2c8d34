/**
 * FullCalendar writes its styles into the page at run time, which the strict policy forbids (docs/decisions/0011-week-calendar.md).
 * Built with this, they come in a stylesheet that says `@import 'fullcalendar'`, and nothing is written at run time.
 */
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const WRITES_STYLES = 'function registerStylesRoot(rootNode) {';

/** @returns {import('esbuild').Plugin} */
export function fullcalendarStyles() {
  return {
    name: 'fullcalendar-styles',
    setup(build) {
      build.onResolve({ filter: /^fullcalendar$/ }, () => ({ path: 'styles', namespace: 'fullcalendar' }));
      build.onLoad({ filter: /.*/, namespace: 'fullcalendar' }, async () => ({
        contents: (await Promise.all(sources().map(stylesOf))).join('\n'),
        loader: 'css',
      }));
      build.onLoad({ filter: /@fullcalendar[\\/]\w+[\\/]internal(-common)?\.js$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        return { contents: withoutStyles(source, path), loader: 'js' };
      });
    },
  };
}

/** Neither the texts nor the element that they would be written into. */
function withoutStyles(source, path) {
  const written = source.replace('\ninjectStyles(css_248z);', '').replace(WRITES_STYLES, `${WRITES_STYLES} return;`);
  const isCore = path.endsWith('internal-common.js');
  if (isCore && !source.includes(WRITES_STYLES))
    throw new Error(`${path} writes its styles in a way that is not known here.`);
  return written;
}

/** Where the parts that the week needs keep their styles. */
function sources() {
  const core = dirname(require.resolve('@fullcalendar/core'));
  const timegrid = dirname(require.resolve('@fullcalendar/timegrid'));
  const daygrid = dirname(createRequire(join(timegrid, 'index.js')).resolve('@fullcalendar/daygrid'));
  return [join(core, 'internal-common.js'), join(daygrid, 'internal.js'), join(timegrid, 'internal.js')];
}

/** @param {string} path */
async function stylesOf(path) {
  const source = await readFile(path, 'utf8');
  const [, text] = /^var css_248z = (".*");$/m.exec(source) ?? [];
  if (text === undefined) throw new Error(`${path} keeps its styles in a way that is not known here.`);
  // The icon font is not used here, and a font out of the page itself is against the policy.
  return JSON.parse(text).replaceAll(/@font-face\{[^}]*\}/g, '');
}
