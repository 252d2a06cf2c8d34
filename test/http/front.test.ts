/** The bare address leads to where its visitors want to go. */
import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { samplePractice } from '../support/practice.ts';
import { publicApp } from '../support/public-app.ts';

test('GET / leads to set-up while there is no practice, to the booking page of the only one, and to the desk of several', async () => {
  await using database = await testDatabase();
  const site = publicApp(database.db);
  const nobody = await site.get('/');
  expect([nobody.status, nobody.headers.get('location')]).toEqual([200, null]);
  expect(await nobody.text()).toContain('not set up yet');
  await samplePractice(database.db);
  expect((await site.get('/')).headers.get('location')).toBe('/book/sample-practice');
  await samplePractice(database.db, { slug: 'other', name: 'Other Practice' });
  const several = await site.get('/');
  expect([several.status, several.headers.get('location')]).toEqual([302, '/desk']);
});
