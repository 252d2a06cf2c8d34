/** An address to hand on: selected with one click, copied with a button where scripts run. */

export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div class="copy">
      <code class="secret" dir="ltr" aria-label={label}>
        {value}
      </code>
      <button type="button" class="button button-quiet button-small" data-copy={value} hidden>
        Copy
      </button>
    </div>
  );
}
