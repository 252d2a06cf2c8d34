/** A second press of the same button sends nothing. The server counts it once anyway; this spares the wait. */

export function sendOnce(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset['sent'] === 'yes') return event.preventDefault();
      form.dataset['sent'] = 'yes';
      for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
    });
  }
  // Coming back by the back button: the form can be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset['sent'];
      for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled');
    }
  });
}
