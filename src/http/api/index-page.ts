/** The page at /api/v1: for a person who opened the address of the API in a browser. */
import { html } from 'hono/html';

export function indexPage() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Openhours API</title>
      </head>
      <body>
        <h1>Openhours API</h1>
        <p>Everything that a practice can do by program. The description is made from what the API checks:</p>
        <p><a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
        <p>
          Send an API key of the practice as <code>Authorization: Bearer oh_…</code>.
          <code>openhours setup</code> prints one.
        </p>
        <p>
          Below <code>/api/v1/public/practices/{slug}</code> a booking page’s data, slots, holds and bookings need no
          key.
        </p>
      </body>
    </html>`;
}
