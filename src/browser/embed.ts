/**
 * For the website of a practice, at an address that stays (`/embed.js`): makes each frame with `data-openhours` as tall as the
 * booking page in it. Works with any number of frames, leaves everything else of the website alone, and names nothing globally.
 */
(() => {
  const { currentScript } = document;
  if (!(currentScript instanceof HTMLScriptElement)) return;
  const service = new URL(currentScript.src).origin;
  const LEAST = 200;
  const MOST = 20_000;
  const known = new Set<HTMLIFrameElement>();

  const begin = (): void => {
    for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[data-openhours]')) {
      if (known.has(frame) || !frame.src.startsWith(`${service}/`)) continue;
      known.add(frame);
      // The question is no secret, and before the frame has loaded it is nobody's.
      const ask = (): void => frame.contentWindow?.postMessage({ openhours: 'how-tall' }, '*');
      let pages = 0;
      frame.addEventListener('load', () => {
        ask();
        pages += 1;
        // The next page begins at its top, not where the button of the last one was.
        if (pages > 1 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: 'start' });
      });
      ask();
    }
  };

  window.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (origin !== service || typeof data !== 'object' || data === null || !('height' in data)) return;
    const frame = [...known].find(({ contentWindow }) => contentWindow === source);
    const { height } = data;
    if (!frame || typeof height !== 'number' || !(height >= 0 && height <= MOST)) return;
    frame.style.height = `${Math.max(LEAST, height)}px`;
  });
  begin();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
})();
