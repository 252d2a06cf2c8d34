/** The stand-in for Graph speaks only of what Microsoft's model has, and refuses what it does not. */
import { expect, test } from 'vitest';
import { mistakesIn, model } from '../../support/outlook/model.ts';
import { outlookServer } from '../../support/outlook/server.ts';

test.skipIf(model === undefined)(
  'a copy of Microsoft’s model lies beside the project, and is compared with',
  async () => {
    expect(
      mistakesIn('event', { subject: 1, showAs: 'away', nothing: true, start: { dateTime: 'x', timezone: 'y' } }),
    ).toEqual([
      'event.subject is no Edm.String: 1',
      'event.showAs is none of unknown, free, tentative, busy, oof, workingElsewhere: "away"',
      'event has no property nothing',
      'event.start has no property timezone',
    ]);
    const server = await outlookServer();
    const response = await fetch(`${server.origin}/v1.0/me/calendars/AQMkAD-calendar==/events`, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'x', colour: 'red' }),
    });
    expect(response.status).toBe(400);
    await server.close();
  },
);
