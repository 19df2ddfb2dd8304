import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session, StartSessionResponse } from '@aws-sdk/client-ssm';
import { operationOf } from '../../../../sandbox/services/perform.js';
import { ssm } from '../../../../sandbox/services/ssm/index.js';
import { openSession } from '../../../../sandbox/services/ssm/sessions.js';
import { APP, MINUTE, moveToGroups, openHosts, SEALED, setState, WEB } from '../../hosts/stage.js';
import type { Bench } from '../harness.js';

let bench: Bench;
beforeEach(() => {
  bench = openHosts();
});
afterEach(() => bench.close());

const start = (Target: string, more: object = {}): string =>
  bench.call<StartSessionResponse>(ssm, 'StartSession', { Target, ...more }).SessionId ?? '';

const sessions = (State: 'Active' | 'History', Filters?: object[]): readonly Session[] =>
  bench.call<{ Sessions: Session[] }>(ssm, 'DescribeSessions', { State, ...(Filters && { Filters }) }).Sessions;

const INTRUDER = { arn: 'arn:aws:sts::111122223333:assumed-role/web/intruder', userId: 'AROAWEB:intruder' };

/** A session in which someone types for a day. */
const intrude = (target: string): string =>
  bench.world.store.transact(
    () =>
      openSession(bench.place, { target, owner: INTRUDER, busyUntil: bench.world.clock.now() + 1_440 * MINUTE })?.id,
  ) ?? '';

describe('a session', () => {
  test('starts with a stream and a token, and is active', () => {
    const answer = bench.call<StartSessionResponse>(ssm, 'StartSession', { Target: WEB, Reason: 'triage' });
    expect(answer.StreamUrl).toMatch(`wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/${answer.SessionId}`);
    expect(answer.TokenValue).not.toBe('');
    expect(sessions('Active')).toMatchObject([
      { SessionId: answer.SessionId, Target: WEB, Status: 'Connected', Owner: bench.caller.arn, Reason: 'triage' },
    ]);
  });

  test('is refused on a host that is cut off, unknown, or with a document that is no session', () => {
    moveToGroups(bench, WEB, [SEALED]);
    expect(bench.refusal(ssm, 'StartSession', { Target: WEB })).toBe('TargetNotConnected');
    expect(bench.refusal(ssm, 'StartSession', { Target: 'i-0fffffffffffffff9' })).toBe('TargetNotConnected');
    const input = { Target: APP, DocumentName: 'AWS-RunShellScript' };
    expect(bench.refusal(ssm, 'StartSession', input)).toBe('InvalidDocument');
  });

  test('that is terminated is over, in the history, and cannot be resumed', () => {
    const id = start(WEB);
    expect(bench.call<StartSessionResponse>(ssm, 'ResumeSession', { SessionId: id }).SessionId).toBe(id);
    bench.call(ssm, 'TerminateSession', { SessionId: id });
    expect(sessions('Active')).toEqual([]);
    expect(sessions('History')).toMatchObject([{ SessionId: id, Status: 'Terminated' }]);
    expect(bench.refusal(ssm, 'ResumeSession', { SessionId: id })).toBe('DoesNotExistException');
  });

  test('of an intruder lives on when groups change, until somebody terminates it', () => {
    const id = intrude(WEB);
    moveToGroups(bench, WEB, [SEALED]);
    bench.pass(60 * MINUTE);
    expect(sessions('Active', [{ key: 'Target', value: WEB }])).toMatchObject([{ SessionId: id, Owner: INTRUDER.arn }]);
    bench.call(ssm, 'TerminateSession', { SessionId: id });
    expect(sessions('Active')).toEqual([]);
  });

  test('ends with the run of its host, and after twenty idle minutes', () => {
    intrude(WEB);
    start(APP);
    bench.pass(19 * MINUTE);
    setState(bench, WEB, 'stopped');
    expect(sessions('Active').map((one) => one.Target)).toEqual([APP]);
    bench.pass(2 * MINUTE);
    expect(sessions('Active')).toEqual([]);
  });

  test('is found by its owner and target', () => {
    const id = intrude(WEB);
    start(APP);
    expect(sessions('Active', [{ key: 'Owner', value: INTRUDER.arn }]).map((one) => one.SessionId)).toEqual([id]);
    expect(sessions('Active', [{ key: 'Target', value: APP }])).toHaveLength(1);
  });

  test('is terminated by who may do so on the ARN of the session', () => {
    const id = intrude(WEB);
    const call = {
      ...bench.place,
      requestId: '',
      operation: '',
      caller: bench.caller,
      sourceIp: '',
      require: () => {},
    };
    expect(operationOf(ssm, 'TerminateSession')?.needs?.(call, { SessionId: id } as never)).toMatchObject([
      {
        action: 'ssm:TerminateSession',
        resources: [`arn:aws:ssm:eu-west-1:111122223333:session/${id}`],
        context: { 'ssm:resourceTag/aws:ssmmessages:session-id': INTRUDER.userId },
      },
    ]);
  });
});
