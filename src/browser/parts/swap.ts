/** Days, months and zones change without a reload: the server's own next page is fetched and its picker put in place. */

let running: AbortController | undefined;

/** Links and forms marked `data-swap` inside `#swap` replace `#swap` with the same part of the page they lead to. */
export function swapInPlace(): void {
  if (!document.querySelector('#swap')) return;
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('#swap a[data-swap]') : null;
    // With a modifier key the person wants a new tab or a download, not this.
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void swap(link.href, { push: true, focus: link.dataset['focus'] });
  });
  document.addEventListener('submit', (event) => {
    const form =
      event.target instanceof HTMLFormElement && event.target.matches('#swap form[data-swap]') ? event.target : null;
    if (!form) return;
    event.preventDefault();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form))
      if (typeof value === 'string') address.searchParams.set(name, value);
    void swap(address.href, { push: true });
  });
  window.addEventListener('popstate', () => void swap(location.href, { push: false }));
}

/** `push`: a new entry of the history; otherwise the current one is replaced. `focus`: the `data-focus` to return to. */
export async function swap(
  address: string,
  { push, focus }: { push: boolean; focus?: string | undefined },
): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const there = document.querySelector('#swap');
  there?.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(address, { signal: mine.signal, headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const next = page.querySelector('#swap');
    if (!response.ok || !next || !there) return location.assign(address);
    there.replaceWith(next);
    if (push) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    settle(next, focus);
  } catch {
    // Not fetched: the browser goes there by itself and says why it cannot. A newer choice ended this one: nothing to do.
    if (!mine.signal.aborted) location.assign(address);
  }
}

function settle(next: Element, focus: string | undefined): void {
  const times = next.querySelector('#times');
  const title = times?.querySelector('h2')?.textContent ?? '';
  const count = times?.querySelectorAll('.time').length ?? 0;
  const status = document.querySelector('#swap-status');
  if (status) status.textContent = count > 0 ? `${title}: ${count === 1 ? '1 time' : `${count} times`} open.` : title;
  if (focus === undefined) return;
  const again = [...next.querySelectorAll<HTMLElement>('[data-focus]')].find((each) => each.dataset['focus'] === focus);
  (again ?? times?.querySelector<HTMLElement>('[tabindex="-1"]'))?.focus({ preventScroll: true });
  if (/^\d/.test(focus)) times?.scrollIntoView({ block: 'nearest' });
}
