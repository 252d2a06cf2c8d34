/** The page's own form for reserving time, in a sheet over the week and filled in with what was dragged. */

const LOCAL = 'YYYY-MM-DD'.length;
let sheet: HTMLDialogElement | undefined;
let onClose: (() => void) | undefined;

/** Moves the form into a sheet, opened by a button or at once where it was sent and came back with something to look at. */
export function reserveSheet(): void {
  const card = document.querySelector<HTMLElement>('#reserve');
  if (!card) return;
  sheet = document.createElement('dialog');
  sheet.className = 'sheet';
  sheet.setAttribute('aria-labelledby', 'reserve-title');
  card.replaceWith(sheet);
  sheet.append(card);
  sheet.addEventListener('close', () => onClose?.());
  sheet.querySelector('[data-close]')?.addEventListener('click', () => sheet?.close());
  document.querySelector('#reserve-open')?.addEventListener('click', () => sheet?.showModal());
  for (const link of document.querySelectorAll('.error-list a'))
    link.addEventListener('click', () => sheet?.showModal());
  if (card.querySelector('[aria-invalid], .field-error')) sheet.showModal();
}

/** `closed`: told when the sheet goes away, whatever came of it. */
export function openReserve(start: string, end: string, closed: () => void): void {
  if (!sheet) return closed();
  fill('day', start.slice(0, LOCAL));
  fill('from', start.slice(LOCAL + 1, LOCAL + 6));
  // Beyond midnight a day ends: what was dragged over several days is given by its first.
  const sameDay = start.slice(0, LOCAL) === end.slice(0, LOCAL);
  fill('to', sameDay ? end.slice(LOCAL + 1, LOCAL + 6) : '00:00');
  for (const box of sheet.querySelectorAll<HTMLInputElement>('.weekday input')) box.checked = false;
  onClose = closed;
  sheet.showModal();
  sheet.querySelector<HTMLElement>('#repeat')?.focus();
}

function fill(name: string, value: string): void {
  const field = sheet?.querySelector<HTMLInputElement>(`#${name}`);
  if (field) field.value = value;
}
