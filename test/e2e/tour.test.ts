import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.start();
}, 120_000);
afterAll(() => stack?.stop());

const scenarios = async (): Promise<readonly string[]> =>
  (await stack.ask<{ readonly scenarios: readonly { readonly name: string }[] }>('status')).scenarios.map(
    ({ name }) => name,
  );

describe('a sandbox that was brought up', () => {
  test('has been through nothing until somebody says so, and then remembers it', async () => {
    expect(await scenarios()).toEqual([]);
    expect((await stack.cli('status')).stdout).toMatch(/^ {2}scenario {2}none/m);
    const refused = await stack.cli('up', '--detach', '--scenario', 'no-such-thing');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('no-such-thing');
    expect(await scenarios()).toEqual([]);
  });
});

describe('npm start without a terminal', () => {
  test('tells the whole way, on a scenario that happens in a fresh world, and ends with 0', async () => {
    const { code, stdout, stderr } = await stack.cli('start');
    expect([code, stderr]).toEqual([0, '']);
    expect(await scenarios()).toEqual(['crypto-miner']);
    for (const told of [
      /scenario crypto-miner: /,
      /GuardDuty: 2 findings on web-3/,
      /Backdoor:EC2\/C&CActivity\.B!DNS/,
      /responder cannot sign it: .*another person must approve it/,
      /ir-lead signed it/,
      /contained, each change read back/,
      /public address +none/,
      /Auto Scaling +Standby in web-prod/,
      /load balancing +not registered/,
      /Session Manager +0 open/,
      /instance profile +none/,
      /metadata service \(IMDS\) disabled/,
      /only a sandbox can know: AWS has no API for it/,
      /c2 +to 203\.0\.113\.66:443 +dead: /,
      /dns .*LIVES/,
      /role-session .*LIVES/,
      /ssm-session .*dead: /,
      /public address +198\.\S+ {2}\(as before\)/,
      /it stays in Standby/,
      /ledger ok: \d+ entries/,
    ])
      expect(stdout).toMatch(told);
    // What it did not bring up it does not take down.
    expect(stack.status().ready).toBe(true);
  });

  test('can be taken again, and puts right what was left open', async () => {
    const { id } = await stack.contain(stack.status().targets[0]?.id ?? '');
    await stack.untilStep(id, 'isolateInstance', 'verified');
    const { code, stdout } = await stack.cli('start');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`an earlier run ${id} .*releasing it`));
    expect(stdout).toMatch(/ledger ok: \d+ entries/);
    expect(await scenarios()).toEqual(['crypto-miner']);
  });
});
