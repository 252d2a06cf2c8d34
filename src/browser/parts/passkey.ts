/** Forms that a passkey fills in: the browser is asked when the button is pressed, and its answer is sent like any field. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';

type AddOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type ShowOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

export function usePasskeys(): void {
  if (!browserSupportsWebAuthn()) return;
  for (const hint of document.querySelectorAll('[data-no-passkeys]')) hint.remove();
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void answer(form);
    });
  }
}

async function answer(form: HTMLFormElement): Promise<void> {
  const field = form.querySelector<HTMLInputElement>('input[name="passkey"]');
  const problem = form.querySelector<HTMLElement>('[data-problem]');
  if (!field || form.dataset['asking'] === 'yes') return;
  form.dataset['asking'] = 'yes';
  if (problem) problem.hidden = true;
  try {
    const asked: unknown = JSON.parse(form.dataset['options'] ?? '{}');
    const given =
      form.dataset['passkey'] === 'add'
        ? await startRegistration({ optionsJSON: asked as AddOptions }) // written by our own server
        : await startAuthentication({ optionsJSON: asked as ShowOptions }); // written by our own server
    field.value = JSON.stringify(given);
    form.submit();
  } catch (error) {
    if (problem) {
      problem.textContent = words(error);
      problem.hidden = false;
    }
  } finally {
    delete form.dataset['asking'];
  }
}

function words(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return 'This device has a passkey for you here already.';
  if (name === 'SecurityError') return 'Passkeys do not work at this address. Open the desk at its public address.';
  return 'The passkey was not confirmed. Try again, or sign in by mail.';
}
