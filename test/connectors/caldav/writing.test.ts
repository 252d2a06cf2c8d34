/** Our events in a CalDAV calendar: one for each appointment, whatever a server makes of what it is asked. */
import { describe, expect, test } from 'vitest';
import { CALENDAR, multistatus, response, type Request } from '../../support/caldav/stand-in.ts';
import { EVENT, failure, hour, NAME, object, provider, standIn } from './rig.ts';

const rig = standIn();
const put = (
  ...[event, known]: Parameters<typeof provider.put> extends [unknown, unknown, ...infer Rest] ? Rest : never
) => provider.put(rig.access, rig.server.calendar, event, known);
const find = (uid = EVENT.uid) => provider.find(rig.access, rig.server.calendar, uid);
const remove = (...[written]: [Parameters<typeof provider.remove>[2]]) =>
  provider.remove(rig.access, rig.server.calendar, written);

const LATER = {
  ...EVENT,
  start: (EVENT.start + 3_600_000) as typeof EVENT.start,
  end: (EVENT.end + 3_600_000) as typeof EVENT.end,
  sequence: 1,
};
const isWrite = ({ method }: Request) => method === 'PUT';
/** Once, just before the server looks at a PUT. */
function beforePut(work: () => void): void {
  let isDone = false;
  rig.server.instead = (request) => {
    if (isWrite(request) && !isDone) {
      isDone = true;
      work();
    }
    return undefined;
  };
}
const notes = (text: string, words: string) => text.replace('END:VEVENT', `DESCRIPTION:${words}\r\nEND:VEVENT`);

describe('putting', () => {
  test('looks, writes on condition, and reads back', async () => {
    const written = await put(EVENT);
    expect(rig.server.methods()).toEqual(['GET', 'PUT', 'GET']);
    expect(rig.server.seen[1]?.headers['if-none-match']).toBe('*');
    expect(written).toEqual({ id: rig.server.calendar + NAME, etag: '"v1"', generation: 0 });
  });

  test('B05 a 412, because the first try did get there, is settled by looking: one event, which is not written again', async () => {
    beforePut(() => rig.server.store(NAME, hour(EVENT.uid, 19).replaceAll('T09', 'T14').replaceAll('T10', 'T15')));
    const written = await put(EVENT);
    expect(written).toMatchObject({ id: rig.server.calendar + NAME });
    expect(rig.server.methods()).toEqual(['GET', 'PUT', 'GET']);
    expect(rig.server.objects.size).toBe(1);
  });

  test('B05 another event in that place is never written over', async () => {
    beforePut(() => rig.server.store(NAME, hour('someone@else.example', 19)));
    const error = await failure(put(EVENT));
    expect([error.reason, error.message]).toEqual(['rejected', expect.stringContaining('Another event')]);
    expect(rig.server.only).toContain('UID:someone@else.example');
  });

  test('B05 a server that overwrites in spite of the condition is not given the chance, once the event is there', async () => {
    await put(EVENT);
    rig.server.store(NAME, notes(rig.server.only, 'Mine'));
    rig.server.instead = (request) =>
      isWrite(request) ? { status: 204, headers: { etag: rig.server.store(NAME, request.body) } } : undefined;
    await put(EVENT);
    await put(LATER);
    expect(rig.server.only).toContain('DESCRIPTION:Mine');
    expect(await find()).toMatchObject({ start: LATER.start });
  });

  test.each([201, 204, 200])(
    'a server that answers %i and does not write is found out by reading back',
    async (status) => {
      rig.server.instead = (request) => (isWrite(request) ? { status } : undefined);
      expect((await failure(put(EVENT))).reason).toBe('retry');
      rig.server.instead = () => undefined;
      const written = await put(EVENT);
      rig.server.instead = (request) => (isWrite(request) ? { status } : undefined);
      expect((await failure(put(LATER, written))).reason).toBe('retry');
    },
  );

  test('a server that stores another event than it was given is found out by reading back', async () => {
    rig.server.instead = (request) =>
      isWrite(request)
        ? { status: 201, headers: { etag: rig.server.store(NAME, hour('someone@else.example', 19)) } }
        : undefined;
    expect((await failure(put(EVENT))).reason).toBe('rejected');
  });

  test('a server that gives no ETag, at PUT or ever, is written to all the same', async () => {
    rig.server.instead = (request) =>
      isWrite(request) ? { status: 201, headers: { x: rig.server.store(NAME, request.body) } } : undefined;
    expect(await put(EVENT)).toMatchObject({ etag: '"v1"' });
    rig.server.instead = (request) => {
      if (isWrite(request)) return { status: 204, headers: { x: rig.server.store(NAME, request.body) } };
      const stored = rig.server.objects.get(NAME);
      return request.method === 'GET' && stored ? { status: 200, body: stored.text } : undefined;
    };
    const written = await put(LATER);
    expect(written.etag).toBeUndefined();
    expect(rig.server.seen.findLast(isWrite)?.headers).not.toHaveProperty('if-match');
    await put(EVENT, written);
    expect(await find()).toMatchObject({ start: EVENT.start });
  });

  test('an error inside a 207 is an error', async () => {
    const answers = (status: number, condition: string) =>
      multistatus(
        `<D:response><D:href>x</D:href><D:status>HTTP/1.1 ${status} Sorry</D:status><D:error>${condition}</D:error></D:response>`,
      );
    rig.server.instead = (request) => (isWrite(request) ? answers(412, '<C:valid-calendar-data/>') : undefined);
    expect((await failure(put(EVENT))).reason).toBe('rejected');
    rig.server.instead = (request) => (isWrite(request) ? answers(503, '') : undefined);
    expect((await failure(put(EVENT))).reason).toBe('retry');
  });

  test.each([
    [
      '409',
      {
        status: 409,
        body: '<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:no-uid-conflict/></D:error>',
      },
    ],
    [
      '207',
      multistatus(
        '<D:response><D:href>x</D:href><D:status>HTTP/1.1 412 Sorry</D:status><D:error><C:no-uid-conflict/></D:error></D:response>',
      ),
    ],
  ])('an event that the owner’s app gave another name is edited there, where %s says so', async (_, conflict) => {
    await put(EVENT);
    rig.server.store('renamed.ics', notes(rig.server.only, 'Mine'));
    rig.server.erase(NAME);
    rig.server.instead = (request) => (isWrite(request) && request.path.endsWith(NAME) ? conflict : undefined);
    const written = await put(LATER);
    expect(written.id).toBe(`${rig.server.calendar}renamed.ics`);
    expect(rig.server.only).toContain('DESCRIPTION:Mine');
    expect(await find()).toMatchObject({ start: LATER.start, written: { id: written.id } });
    await put(EVENT, written);
    expect(await find()).toMatchObject({ start: EVENT.start });
  });

  test('B14 what the owner changed between our look and our write stays: If-Match, 412, and once more', async () => {
    const written = await put(EVENT);
    beforePut(() => rig.server.store(NAME, notes(rig.server.only, 'Typed just now')));
    await put(LATER, written);
    expect(rig.server.only).toContain('DESCRIPTION:Typed just now');
    expect(await find()).toMatchObject({ start: LATER.start });
    expect(rig.server.seen.filter(isWrite).map(({ headers }) => headers['if-match'])).toEqual([
      undefined,
      '"v1"',
      '"v2"',
    ]);
  });

  test('an event that is never left alone is given up for now', async () => {
    const written = await put(EVENT);
    rig.server.instead = (request) => (isWrite(request) ? { status: 412 } : undefined);
    expect((await failure(put(LATER, written))).reason).toBe('retry');
  });

  test('B07 a calendar that became read-only is said to be so; a limit of requests is not', async () => {
    rig.server.instead = (request) => (isWrite(request) ? { status: 403 } : undefined);
    const error = await failure(put(EVENT));
    expect(error.reason).toBe('rejected');
    expect(error.message).toContain('does not let appointments be written');
    rig.server.instead = (request) =>
      isWrite(request) ? { status: 429, headers: { 'retry-after': '60' } } : undefined;
    expect(await failure(put(EVENT))).toMatchObject({ reason: 'retry', retryAfter: 60_000 });
  });

  test.each([404, 409, 410])('B06 %i at a PUT means that the calendar is gone only where it is', async (status) => {
    rig.server.instead = (request) => (isWrite(request) ? { status } : undefined);
    expect((await failure(put(EVENT))).reason).toBe('retry');
    rig.server.instead = (request) =>
      isWrite(request) || request.method === 'PROPFIND'
        ? { status: request.method === 'PUT' ? status : 404 }
        : undefined;
    expect((await failure(put(EVENT))).reason).toBe('gone');
  });

  test('E18 a wrong password is tried once', async () => {
    rig.server.instead = () => ({ status: 401 });
    expect((await failure(put(EVENT))).reason).toBe('reconnect');
    expect(rig.server.seen).toHaveLength(1);
  });

  test('B15 an event of another calendar is not written to here, and nothing is sent', async () => {
    for (const id of [
      'https://elsewhere.example/a.ics',
      `${rig.server.origin}/dav/calendars/eve/a.ics`,
      'a.ics',
      CALENDAR,
    ]) {
      expect((await failure(put(EVENT, { id, generation: 0 }))).reason).toBe('rejected');
      expect((await failure(remove({ id, generation: 0 }))).reason).toBe('rejected');
    }
    expect(rig.server.seen).toEqual([]);
  });

  test('an appointment whose event is gone is put anew, and says so', async () => {
    const written = await put(EVENT);
    rig.server.erase(NAME);
    expect(await put(LATER, written)).toMatchObject({ id: written.id, generation: 1 });
  });
});

describe('removing', () => {
  test.each([404, 410])('B08 %i is done', async (status) => {
    const written = await put(EVENT);
    rig.server.instead = (request) => (request.method === 'DELETE' ? { status } : undefined);
    await remove(written);
  });

  test.each([500, 502, 503])('B08 %i is not', async (status) => {
    const written = await put(EVENT);
    rig.server.instead = (request) => (request.method === 'DELETE' ? { status } : undefined);
    expect((await failure(remove(written))).reason).toBe('retry');
  });

  test('is not believed while the event is there: a page with 200 removes nothing', async () => {
    const written = await put(EVENT);
    rig.server.instead = (request) =>
      request.method === 'DELETE' ? { status: 200, body: '<html>Sign in</html>' } : undefined;
    expect((await failure(remove(written))).reason).toBe('retry');
  });

  test('an event that the owner edited is removed, too', async () => {
    const written = await put(EVENT);
    rig.server.store(NAME, notes(rig.server.only, 'Mine'));
    await remove(written);
    expect(rig.server.objects.size).toBe(0);
  });
});

describe('finding', () => {
  test('an event that was cancelled in the calendar is none, and is confirmed when it is put', async () => {
    const written = await put(EVENT);
    rig.server.store(NAME, rig.server.only.replace('STATUS:CONFIRMED', 'STATUS:CANCELLED'));
    expect(await find()).toBeUndefined();
    await put(EVENT, written);
    expect(await find()).toMatchObject({ start: EVENT.start });
  });

  test('a server that knows no filter and answers with all there is is looked through', async () => {
    rig.server.store('other.ics', hour('other@calendar.example', 2));
    rig.server.store('renamed.ics', hour(EVENT.uid, 19));
    rig.server.instead = ({ body }) =>
      body.includes('calendar-query')
        ? multistatus(
            [...rig.server.objects]
              .map(([name, { text }]) =>
                response(CALENDAR + name, `<D:getetag>"1"</D:getetag><C:calendar-data>${text}</C:calendar-data>`),
              )
              .join(''),
          )
        : undefined;
    expect(await find()).toMatchObject({ written: { id: `${rig.server.calendar}renamed.ics` } });
    expect(await find('nobody@openhours.example')).toBeUndefined();
  });

  test.each([500, 404, 403])('a question that is answered by %i is not answered', async (status) => {
    rig.server.instead = ({ body }) => (body.includes('calendar-query') ? { status } : undefined);
    await failure(find());
  });

  test('a UID in the words of an event is not its UID', async () => {
    rig.server.store(
      NAME,
      object(
        'UID:x@calendar.example',
        'DTSTART:20270302T090000Z',
        'DURATION:PT1H',
        `DESCRIPTION:UID:${EVENT.uid}`,
        `X-UID;X=1:${EVENT.uid}`,
      ),
    );
    expect(await find()).toBeUndefined();
  });
});
