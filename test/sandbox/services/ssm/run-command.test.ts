import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command, ListCommandsResult } from '@aws-sdk/client-ssm';
import { invocationsIn } from '../../../../sandbox/services/ssm/records.js';
import { openWorld } from '../../../../sandbox/world/world.js';
import { ssm } from '../../../../sandbox/services/ssm/index.js';
import { instancesIn } from '../../../../sandbox/services/ec2/records.js';
import { APP, MINUTE, moveToGroups, OPEN, openHosts, SEALED, setState, WEB, WIN } from '../../hosts/stage.js';
import type { Bench } from '../harness.js';
import { resultOf, send, statusesOf } from './commands.js';

const STRANGER = 'i-0fffffffffffffff9';

let bench: Bench;
beforeEach(() => {
  bench = openHosts();
});
afterEach(() => bench.close());

const commandOf = (CommandId: string): Command =>
  bench.call<ListCommandsResult>(ssm, 'ListCommands', { CommandId }).Commands?.[0] ?? {};

describe('a command by instance id', () => {
  test('reaches the instances that it names and no other', () => {
    const id = send(bench, 'whoami', [WEB]);
    bench.pass(MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success' });
    expect(bench.refusal(ssm, 'GetCommandInvocation', { CommandId: id, InstanceId: APP })).toBe(
      'InvocationDoesNotExist',
    );
    expect(commandOf(id)).toMatchObject({ TargetCount: 1, CompletedCount: 1, InstanceIds: [WEB] });
  });

  test('is refused whole when one instance is unknown', () => {
    expect(() => send(bench, 'whoami', [WEB, STRANGER])).toThrow(
      `Instances [[${STRANGER}]] not in a valid state for account 111122223333`,
    );
    expect(bench.call<ListCommandsResult>(ssm, 'ListCommands').Commands).toEqual([]);
  });

  test('is refused for an instance that was terminated', () => {
    setState(bench, WEB, 'terminated');
    expect(() => send(bench, 'whoami', [WEB])).toThrow('not in a valid state');
  });

  test('is refused for an instance named twice, and without any', () => {
    const input = { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['ls'] } };
    expect(bench.refusal(ssm, 'SendCommand', { ...input, InstanceIds: [WEB, WEB] })).toBe('DuplicateInstanceId');
    expect(bench.refusal(ssm, 'SendCommand', input)).toBe('ValidationException');
  });

  test('by tags is not simulated, and says so', () => {
    const input = { DocumentName: 'AWS-RunShellScript', Targets: [{ Key: 'tag:Name', Values: ['web'] }] };
    expect(bench.refusal(ssm, 'SendCommand', input)).toBe('UnsupportedInSandbox');
  });

  test('is refused for a platform that its document is not for', () => {
    expect(() => send(bench, 'whoami', [WIN])).toThrow('platform');
  });
});

describe('the course of a command', () => {
  test('is not to be seen in the first moment', () => {
    const id = send(bench, 'whoami', [WEB]);
    expect(bench.refusal(ssm, 'GetCommandInvocation', { CommandId: id, InstanceId: WEB })).toBe(
      'InvocationDoesNotExist',
    );
    expect(statusesOf(bench, id)).toEqual({});
    bench.pass(1_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Pending/Pending' });
  });

  test('shows no output before the script has ended', () => {
    const id = send(bench, 'echo one\nsleep 30\necho two', [WEB]);
    bench.pass(10_000);
    expect(resultOf(bench, id, WEB)).toMatchObject({
      Status: 'InProgress',
      ResponseCode: -1,
      StandardOutputContent: '',
      ExecutionStartDateTime: '',
    });
    expect(commandOf(id).Status).toBe('InProgress');
    bench.pass(25_000);
    expect(resultOf(bench, id, WEB)).toMatchObject({
      Status: 'Success',
      ResponseCode: 0,
      StandardOutputContent: 'one\ntwo\n',
      PluginName: 'aws:runShellScript',
    });
  });

  test('fails with the exit code of the script and what it wrote to stderr', () => {
    const id = send(bench, 'frobnicate --all', [WEB]);
    bench.pass(10_000);
    const { Status, ResponseCode, StandardErrorContent } = resultOf(bench, id, WEB);
    expect([Status, ResponseCode]).toEqual(['Failed', 127]);
    expect(StandardErrorContent).toMatch(/frobnicate: command not found\nfailed to run commands: exit status 127/);
    expect(commandOf(id)).toMatchObject({ Status: 'Failed', StatusDetails: 'Failed', ErrorCount: 1 });
  });

  test('shows at most 24000 characters of stdout, 8000 of stderr and 2500 in lists', () => {
    const id = send(bench, [...Array(300)].map(() => `echo ${'x'.repeat(99)}`).join('\n'), [WEB]);
    const err = send(bench, [...Array(300)].map(() => `bad-${'y'.repeat(99)}`).join('\n'), [WEB]);
    bench.pass(MINUTE);
    const out = resultOf(bench, id, WEB).StandardOutputContent ?? '';
    expect(out).toHaveLength(24_000);
    expect(out.endsWith('--output truncated--')).toBe(true);
    expect(resultOf(bench, err, WEB).StandardErrorContent).toHaveLength(8_000);
    const listed = bench.call<{ CommandInvocations: { CommandPlugins: { Output: string }[] }[] }>(
      ssm,
      'ListCommandInvocations',
      { CommandId: id, Details: true },
    );
    expect(listed.CommandInvocations[0]?.CommandPlugins[0]?.Output).toHaveLength(2_500);
  });

  test('goes on after the sandbox has been asleep', () => {
    const id = send(bench, 'sleep 3000', [WEB]);
    bench.pass(30 * 24 * 60 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success' });
  });
});

test('a script goes on where it was when the sandbox is started again', () => {
  const id = send(bench, 'echo one\nsleep 60\necho two', [WEB]);
  bench.pass(10_000);
  bench.world.close();
  const world = openWorld(dirname(bench.world.files), (each) => new Map(Object.entries(ssm.reactions?.(each) ?? {})));
  world.clock.advance(2 * MINUTE);
  world.agenda.settle();
  const row = invocationsIn({ ...bench.place, world }).get(`${id}/${WEB}`);
  expect(row).toMatchObject({ status: 'Success', reported: [{ stdout: 'one\ntwo\n', code: 0 }] });
  world.close();
  bench = openHosts();
});

describe('a command that does not get through', () => {
  test('waits for a host that cannot be reached and is delivered when it can', () => {
    moveToGroups(bench, WEB, [SEALED]);
    const id = send(bench, 'whoami', [WEB]);
    bench.pass(10 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Delayed/Delayed' });
    moveToGroups(bench, WEB, [OPEN]);
    bench.pass(2 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success' });
  });

  test('times out undelivered after delivery and execution timeout together', () => {
    moveToGroups(bench, WEB, [SEALED]);
    const id = send(bench, 'whoami', [WEB], {
      TimeoutSeconds: 30,
      Parameters: { commands: ['whoami'], executionTimeout: ['60'] },
    });
    bench.pass(89_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Delayed/Delayed' });
    moveToGroups(bench, WEB, [OPEN]);
    bench.pass(2_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'TimedOut/DeliveryTimedOut' });
    expect(commandOf(id)).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'DeliveryTimedOut',
      DeliveryTimedOutCount: 1,
    });
  });

  test('is not delivered once its delivery timeout has passed', () => {
    moveToGroups(bench, WEB, [SEALED]);
    const id = send(bench, 'whoami', [WEB], { TimeoutSeconds: 30 });
    bench.pass(2 * MINUTE);
    moveToGroups(bench, WEB, [OPEN]);
    bench.pass(30 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Delayed/Delayed' });
  });

  test('is undeliverable when its instance is gone', () => {
    moveToGroups(bench, WEB, [SEALED]);
    const id = send(bench, 'whoami', [WEB], { TimeoutSeconds: 30 });
    setState(bench, WEB, 'terminated');
    bench.pass(90 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'TimedOut/Undeliverable' });
  });

  test('times out when the host is cut off while it runs, and tells nothing of its output', () => {
    const id = send(bench, 'echo secret\nsleep 60', [WEB]);
    bench.pass(10_000);
    moveToGroups(bench, WEB, [SEALED]);
    bench.pass(60 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'InProgress/InProgress' });
    bench.pass(120 * MINUTE);
    expect(resultOf(bench, id, WEB)).toMatchObject({ Status: 'TimedOut', StandardOutputContent: '', ResponseCode: -1 });
  });

  test('is reported when the host is in touch again in time', () => {
    const id = send(bench, 'echo late\nsleep 60', [WEB]);
    bench.pass(10_000);
    moveToGroups(bench, WEB, [SEALED]);
    bench.pass(10 * MINUTE);
    moveToGroups(bench, WEB, [OPEN]);
    bench.pass(2 * MINUTE);
    expect(resultOf(bench, id, WEB)).toMatchObject({ Status: 'Success', StandardOutputContent: 'late\n' });
  });

  test('does not survive the stop of its instance', () => {
    const id = send(bench, 'sleep 60', [WEB]);
    bench.pass(10_000);
    setState(bench, WEB, 'stopped');
    bench.pass(MINUTE);
    setState(bench, WEB, 'running');
    bench.pass(10 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'InProgress/InProgress' });
    bench.pass(120 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'TimedOut/DeliveryTimedOut' });
    expect(instancesIn(bench.place).get(WEB)?.state.to).toBe('running');
  });

  test('is ended by its execution timeout, which counts as an error', () => {
    const id = send(bench, 'sleep 600', [WEB], { Parameters: { commands: ['sleep 600'], executionTimeout: ['60'] } });
    bench.pass(90_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'TimedOut/ExecutionTimedOut' });
    expect(commandOf(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ErrorCount: 1 });
  });
});

describe('cancelling', () => {
  test('ends what waits at once and what runs a little later', () => {
    moveToGroups(bench, APP, [SEALED]);
    const id = send(bench, 'echo begun\nsleep 600', [WEB, APP]);
    bench.pass(10_000);
    bench.call(ssm, 'CancelCommand', { CommandId: id });
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Cancelling/Cancelling', [APP]: 'Cancelled/Cancelled' });
    expect(commandOf(id).Status).toBe('Cancelling');
    bench.pass(5_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Cancelled/Cancelled', [APP]: 'Cancelled/Cancelled' });
    expect(commandOf(id).Status).toBe('Cancelled');
  });

  test('cancels only the instances that it names, and nothing that has ended', () => {
    const id = send(bench, 'sleep 600', [WEB, APP]);
    const done = send(bench, 'whoami', [WEB]);
    bench.pass(10_000);
    bench.call(ssm, 'CancelCommand', { CommandId: id, InstanceIds: [WEB] });
    bench.call(ssm, 'CancelCommand', { CommandId: done });
    bench.pass(10_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Cancelled/Cancelled', [APP]: 'InProgress/InProgress' });
    expect(statusesOf(bench, done)).toEqual({ [WEB]: 'Success/Success' });
  });

  test('cannot reach a host that is cut off', () => {
    const id = send(bench, 'sleep 600', [WEB]);
    bench.pass(10_000);
    moveToGroups(bench, WEB, [SEALED]);
    bench.call(ssm, 'CancelCommand', { CommandId: id });
    bench.pass(5 * MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Cancelling/Cancelling' });
  });

  test('needs a command that exists', () => {
    expect(bench.refusal(ssm, 'CancelCommand', { CommandId: '0'.repeat(36) })).toBe('InvalidCommandId');
  });
});

describe('many instances', () => {
  test('run as many at once as MaxConcurrency allows', () => {
    const id = send(bench, 'sleep 60', [WEB, APP], { MaxConcurrency: '1' });
    bench.pass(10_000);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'InProgress/InProgress', [APP]: 'Pending/Pending' });
    bench.pass(MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Success/Success', [APP]: 'InProgress/InProgress' });
  });

  test('are not reached any more after more than MaxErrors failed', () => {
    const id = send(bench, 'false', [WEB, APP], { MaxConcurrency: '1' });
    bench.pass(MINUTE);
    expect(statusesOf(bench, id)).toEqual({ [WEB]: 'Failed/Failed', [APP]: 'Cancelled/Terminated' });
    expect(commandOf(id)).toMatchObject({ Status: 'Failed', ErrorCount: 1 });
  });
});
