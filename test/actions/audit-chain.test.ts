/** The audit log as a chain: what is linked, and what is found when somebody changes the database itself. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkAudit, linkAudit } from '../../src/actions/audit-chain.ts';
import { writeAudit } from '../../src/actions/write-audit.ts';
import { readKeys } from '../../src/secrets/keys.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, KEYS, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const link = () => linkAudit({ db: database.db, keys: KEYS, now: NOW });

async function practiceWith(lines: number) {
  const practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' }, address: '192.0.2.1' });
  const add = () =>
    ctx.db.tenant(ctx.practiceId, (tx) =>
      writeAudit(ctx, tx, {
        action: 'thing.done',
        subject: ['thing', randomUUID()],
        details: { ten: 10, b: true, a: 'x' },
      }),
    );
  for (let count = 0; count < lines; count += 1) await add();
  return { practice, ctx, add };
}

/** As whoever runs the database: may change every row of the practice. */
async function asOwner({ practiceId }: SamplePractice, change: string): Promise<void> {
  const sql = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`select set_config('openhours.practice', ${practiceId}, true)`;
      await tx.unsafe(change);
    });
  } finally {
    await sql.end();
  }
}

test('L04 lines wait until they are linked, then the chain holds, and nothing more is to do', async () => {
  const { ctx, add, practice } = await practiceWith(3);
  expect(await checkAudit(ctx)).toEqual({ sound: 0, waiting: 3, strange: 0, broken: undefined });
  expect(await link()).toEqual([
    expect.objectContaining({
      practiceId: practice.practiceId,
      position: 3,
      hash: expect.stringMatching(/^[\w-]{43}$/),
    }),
  ]);
  expect(await link()).toEqual([]);
  await add();
  await link();
  expect(await checkAudit(ctx)).toEqual({ sound: 4, waiting: 0, strange: 0, broken: undefined });
});

test('many lines are linked some at a time, each once', async () => {
  const { ctx, practice } = await practiceWith(1);
  await ctx.db.tenant(
    practice.practiceId,
    (tx) => tx`
      with added as (
        insert into audit (practice_id, at, actor_kind, action, subject_kind)
        select current_practice(), now(), 'system', 'thing.done', 'thing' from generate_series(1, 1200) returning audit_id)
      select audit_added(audit_id) from added`,
  );
  while ((await link()).length > 0);
  expect(await checkAudit(ctx)).toEqual({ sound: 1201, waiting: 0, strange: 0, broken: undefined });
});

test('processes that link at once make one chain', async () => {
  const { ctx } = await practiceWith(20);
  await Promise.all(Array.from({ length: 5 }, link));
  await link();
  expect(await checkAudit(ctx)).toEqual({ sound: 20, waiting: 0, strange: 0, broken: undefined });
});

test('a booking that is not through yet holds up no other line, and is linked afterwards', async () => {
  const { ctx, add } = await practiceWith(1);
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = ctx.db.tenant(ctx.practiceId, async (tx) => {
    await writeAudit(ctx, tx, { action: 'thing.done', subject: ['thing', 'slow'] });
    begun.resolve();
    await end.promise;
  });
  await begun.promise;
  await add();
  await link();
  expect(await checkAudit(ctx)).toMatchObject({ sound: 2, waiting: 0, broken: undefined });
  end.resolve();
  await slow;
  await link();
  expect(await checkAudit(ctx)).toEqual({ sound: 3, waiting: 0, strange: 0, broken: undefined });
});

test.each([
  ['what was done is changed', "update audit set action = 'nothing.done'"],
  ['who did it is changed', "update audit set actor_kind = 'patient'"],
  ['when is changed', "update audit set at = at - interval '1 hour'"],
  ['from where is changed', "update audit set address = '192.0.2.9'"],
  ['a detail is changed', `update audit set details = details || '{"ten": 11}'`],
])('L04 %s by hand: the chain breaks at that line', async (_, change) => {
  const { ctx, practice } = await practiceWith(4);
  await link();
  const second = '(select audit_id from audit_chain where position = 2)';
  await asOwner(practice, `${change} where audit_id = ${second}`);
  expect(await checkAudit(ctx)).toMatchObject({ sound: 1, strange: 0, broken: { position: 2 } });
});

test('L04 a line that is taken out, or added past the program, is found', async () => {
  const { ctx, practice } = await practiceWith(4);
  await link();
  await asOwner(
    practice,
    `with gone as (delete from audit_chain where position = 3 returning audit_id)
     select 1 from gone`,
  );
  expect(await checkAudit(ctx)).toMatchObject({ sound: 2, strange: 1, broken: { position: 4 } });
  const other = await practiceWith(2);
  await link();
  await asOwner(
    other.practice,
    `insert into audit (practice_id, at, actor_kind, action, subject_kind)
     values (current_practice(), now(), 'staff', 'thing.done', 'thing')`,
  );
  expect(await checkAudit(other.ctx)).toEqual({ sound: 2, waiting: 0, strange: 1, broken: undefined });
});

test('the service can add links and neither change nor remove one; another key makes another chain', async () => {
  const { ctx } = await practiceWith(2);
  await link();
  for (const change of ["update audit_chain set hash = ''", 'delete from audit_chain'])
    await expect(ctx.db.tenant(ctx.practiceId, (tx) => tx.unsafe(change))).rejects.toThrow('permission denied');
  const others = readKeys('another-key-another-key-another-key');
  expect(await checkAudit({ ...ctx, keys: others })).toMatchObject({ sound: 0, broken: { position: 1 } });
});

test('one practice’s chain says nothing of another’s', async () => {
  const [one, other] = [await practiceWith(3), await practiceWith(2)];
  await link();
  await asOwner(one.practice, "update audit set action = 'x.y'");
  expect(await checkAudit(other.ctx)).toEqual({ sound: 2, waiting: 0, strange: 0, broken: undefined });
  expect(await checkAudit(one.ctx)).toMatchObject({ broken: { position: 1 } });
});
