import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Hash } from '../../workflows/contract/json.js';
import { held, Identities } from '../support/identities.js';
import { Stack, stepOf, type Launched } from '../support/stack.js';
import { verifyShape } from './shapes.js';

// Each wait is bounded on its own, and says what it waited for.
jest.setTimeout(150_000);

let stack: Stack;
let people: Identities;
beforeAll(async () => {
  stack = await Stack.start();
  people = new Identities(stack.config);
});
afterAll(() => {
  people?.destroy();
  return stack?.stop();
});

const launch = (...inputs: readonly string[]): Promise<Launched> =>
  stack.ask('run', 'revoke-credentials', ...inputs.flatMap((one) => ['--set', one]), '--quiet');
const revoke = async (...inputs: readonly string[]): Promise<Launched> => {
  const run = await launch(...inputs);
  await stack.approve(run.id, run.planHash);
  await stack.untilState(run.id, 'completed');
  return run;
};
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100));

describe('a leaked access key', () => {
  it('is followed to its user, who is denied everything before anything else, and released with a lock', async () => {
    const user = await people.user();
    const { AccessKey } = await people.iam.createAccessKey({ UserName: user.name });
    const other = held(AccessKey);
    const old = await people.token(user.key);
    expect(await people.works(old)).toBe(true);
    const mark = await stack.mark();
    const run = await revoke(`principal=${user.key.accessKeyId}`);
    expect((await stack.effects(mark)).map((event) => event.eventName)).toEqual([
      'PutUserPolicy',
      'UpdateAccessKey',
      'UpdateAccessKey',
    ]);
    expect(await Promise.all([user.key, other, old].map((one) => people.works(one)))).toEqual([false, false, false]);
    const denied = stepOf(await stack.view(run.id), 'denyUser');
    expect(denied.verification).toMatchObject({ assurance: 'configured', holds: true });

    const { planHash } = await stack.ask<{ planHash: Hash }>('release', run.id, '--reason', 'key rotated');
    expect(await people.works(other)).toBe(false);
    await stack.approve(run.id, planHash);
    await stack.untilState(run.id, 'released');
    expect(await Promise.all([user.key, other, old].map((one) => people.works(one)))).toEqual([false, true, false]);
    await nextSecond();
    expect(await people.works(await people.token(other))).toBe(true);
    const facts = (await stack.entries(run.id, 'undo')).flatMap(({ body }) => body.facts);
    expect(facts.join('\n')).toMatch(/must stay until 20\S+; then: aws iam delete-user-policy/);
    expect(verifyShape.parse(await stack.ask('audit', 'verify', run.case))).toMatchObject({ ok: true });
  });
});

describe('a session of a role', () => {
  it('is followed to its role, of which one host is cut and the others go on', async () => {
    const [role, { key: by }] = [await people.role(), await people.user()];
    const [host, sibling] = ['i-0aaaaaaaaaaaaaaaa', 'i-0bbbbbbbbbbbbbbbb'];
    const [stolen, spared] = [await people.session(role, host, by), await people.session(role, sibling, by)];
    expect([await people.works(stolen), await people.works(spared)]).toEqual([true, true]);
    const run = await revoke(`principal=${stolen.accessKeyId}`, `instanceId=${host}`);
    expect([await people.works(stolen), await people.works(spared)]).toEqual([false, true]);
    expect(await people.works(await people.session(role, host, by))).toBe(false);
    await stack.release(run.id);
    await nextSecond();
    expect(await people.works(await people.session(role, host, by))).toBe(true);
    expect([await people.works(stolen), await people.works(spared)]).toEqual([false, true]);
  });

  it('ends with all others of the role, and nobody begins one while its trust is denied', async () => {
    const [role, { key: by }] = [await people.role(), await people.user()];
    const old = await people.session(role, 'old', by);
    const run = await revoke(`principal=role/${role.name}`, 'trust=deny');
    expect(await people.works(old)).toBe(false);
    await expect(people.session(role, 'new', by)).rejects.toThrow('not authorized');
    await stack.release(run.id);
    expect(await people.works(await people.session(role, 'new', by))).toBe(true);
    expect(await people.works(old)).toBe(false);
  });
});

describe('a principal that cannot be revoked here', () => {
  it.each([
    ['user/nobody-here', 4, /NoSuchEntity/],
    ['arn:aws:iam::999988887777:user/ada', 3, /in account 999988887777/],
    ['ASIAAAAAAAAAAAAAAAAA', 3, /does not show/],
  ])('%s ends the run with exit %d and a reason', async (principal, code, reason) => {
    const refused = await stack.cli(
      'run',
      'revoke-credentials',
      '--set',
      `principal=${principal}`,
      '--quiet',
      '--json',
    );
    expect(refused.code).toBe(code);
    expect(refused.json()).toMatchObject({ error: { message: expect.stringMatching(reason) } });
  });

  it('is Firebreak itself', async () => {
    const worker = await people.callerOf(stack.config.credentials);
    const { Users = [] } = await people.iam.listUsers({});
    const own = Users.find(({ UserName }) => UserName === 'firebreak')?.Arn ?? worker;
    for (const command of ['plan', 'run']) {
      const refused = await stack.cli(command, 'revoke-credentials', '--set', `principal=${own}`, '--quiet', '--json');
      expect(refused.code).toBe(3);
      expect(refused.json()).toMatchObject({ error: { message: expect.stringContaining('Firebreak itself acts as') } });
    }
  });
});
