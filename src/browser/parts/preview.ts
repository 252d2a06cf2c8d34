/** While somebody types, the server's own picture of what they typed is put beside the form; nothing is saved by it. */

const PAUSE = 400;

/** Forms marked `data-preview` have a button that asks for the picture; what is marked `data-picture` is replaced by its like. */
export function showWhileTyping(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-preview]')) {
    let waiting: number | undefined;
    let running: AbortController | undefined;
    form.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        running?.abort();
        running = new AbortController();
        void picture(form, running.signal);
      }, PAUSE);
    });
  }
}

async function picture(form: HTMLFormElement, signal: AbortSignal): Promise<void> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  body.set('preview', 'yes');
  try {
    const response = await fetch(form.action, { method: 'POST', body, signal, headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!response.ok) return;
    for (const shown of document.querySelectorAll<HTMLElement>('[data-picture][id]')) {
      const next = page.getElementById(shown.id);
      if (next) shown.replaceWith(next);
    }
  } catch {
    // Without an answer the picture stays as it was, and the form says what is wrong when it is sent.
  }
}
