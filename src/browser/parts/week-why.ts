/** Why a time is or is not offered: the server's own answer, fetched into a sheet. */

type Drawn = { readonly startStr: string; readonly endStr: string };

const LOCAL = 'YYYY-MM-DDTHH:MM'.length;
const STEP = 15 * 60_000;

type Pressed = { readonly el: HTMLElement; readonly event: Drawn; readonly x: number; readonly y: number };

/** The time that was pressed inside of reserved time: that of what is drawn over it there, else the step of the grid. */
export function timeAt({ el, event, x, y }: Pressed): string {
  for (const over of document.querySelectorAll<HTMLElement>('#week-calendar :is(.kind-slot, .kind-appointment)')) {
    const { left, right, top: above, bottom } = over.getBoundingClientRect();
    if (x >= left && x < right && y >= above && y < bottom) return (over.dataset['start'] ?? '').slice(0, LOCAL);
  }
  const { top, height } = el.getBoundingClientRect();
  // What is drawn of an event that began on another day is not all of it: its start is then as good as any.
  const [start, end] = [at(event.startStr), at(event.endStr)];
  const pressed = start + (end - start) * Math.min(1, Math.max(0, (y - top) / height));
  return new Date(Math.floor(pressed / STEP) * STEP).toISOString().slice(0, LOCAL);
}

export async function showWhy(local: string): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('#ask form');
  if (!form) return;
  const address = new URL(form.action);
  const practitioner = new FormData(form).get('practitioner');
  address.searchParams.set('practitioner', typeof practitioner === 'string' ? practitioner : '');
  address.searchParams.set('date', local.slice(0, 10));
  address.searchParams.set('clock', local.slice(11));
  try {
    const response = await fetch(address, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const answer = page.querySelector('#why-answer');
    if (!response.ok || !answer) return location.assign(address);
    open(answer);
  } catch {
    location.assign(address);
  }
}

function open(answer: Element): void {
  document.querySelector('#why-sheet')?.remove();
  const sheet = document.createElement('dialog');
  sheet.id = 'why-sheet';
  sheet.className = 'sheet card';
  sheet.setAttribute('aria-label', 'Why this time is offered or not');
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'button button-quiet';
  close.textContent = 'Close';
  close.addEventListener('click', () => sheet.close());
  sheet.append(answer, close);
  sheet.addEventListener('close', () => sheet.remove());
  sheet.addEventListener('click', (event) => {
    if (event.target === sheet) sheet.close();
  });
  document.body.append(sheet);
  sheet.showModal();
  sheet.querySelector<HTMLElement>('h2')?.focus();
}

function at(local: string): number {
  return Date.parse(`${local.slice(0, LOCAL)}Z`);
}
