/** Counts down the minutes for which a slot is kept, and says so when few are left. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export function countDown(): void {
  const note = document.querySelector<HTMLElement>('[data-expires]');
  const left = note?.querySelector('[data-left]');
  const say = note?.querySelector('[data-say]');
  if (!note || !left || !say) return;
  // By the device's running time, not its clock, which may be wrong.
  const end = performance.now() + Number(note.dataset['expires']);
  const show = (): void => {
    const rest = end - performance.now();
    if (rest <= 0) {
      clearInterval(timer);
      note.classList.add('message-warn');
      note.textContent = note.dataset['over'] ?? '';
      note.setAttribute('role', 'alert');
      return;
    }
    const seconds = Math.floor(rest / SECOND);
    left.textContent = ` (${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left)`;
    // Screen readers hear it once, not every second.
    if (rest < 2 * MINUTE && say.textContent === '')
      say.textContent = 'Less than two minutes are left to confirm this time.';
  };
  const timer = setInterval(show, SECOND);
  show();
}
