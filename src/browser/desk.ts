/** What the set-up pages and the desk gain where scripts run: copying, a guess at the time zone, forms sent once, passkeys. */
import { sendOnce } from './parts/once.ts';
import { usePasskeys } from './parts/passkey.ts';
import { showWhileTyping } from './parts/preview.ts';

document.documentElement.classList.add('scripted');
sendOnce();
showWhileTyping();
usePasskeys();

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(button.dataset['copy'] ?? '').then(() => {
      button.textContent = 'Copied';
    });
  });
}

// Only where nothing was chosen yet: a guess never changes what a person said.
const zone = document.querySelector<HTMLSelectElement>('select[name="zone"]');
if (zone?.value === '') {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}
