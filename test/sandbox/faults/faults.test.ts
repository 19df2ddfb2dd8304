import { describe, expect, test } from '@jest/globals';
import { createFaults } from '../../../sandbox/faults/faults.js';
import type { FaultyRequest } from '../../../sandbox/faults/match.js';
import { faultSchema, type FaultOrder } from '../../../sandbox/faults/order.js';
import { refusalBy } from '../../../sandbox/faults/refusal.js';

const stop = (instance = 'i-1', rest: Partial<FaultyRequest> = {}): FaultyRequest => ({
  service: 'ec2',
  operation: 'StopInstances',
  account: '111122223333',
  region: 'eu-west-1',
  input: { InstanceIds: [instance], Force: true },
  ...rest,
});

const ordered = (order: FaultOrder) => {
  const faults = createFaults();
  const fault = faults.add(faultSchema.parse(order));
  return { faults, fault, hits: (request: FaultyRequest) => faults.claim(request) !== undefined };
};

describe('faults', () => {
  test('a fault without conditions hits the next call, once', () => {
    const { hits } = ordered({ kind: 'throttle' });
    expect([hits(stop()), hits(stop())]).toEqual([true, false]);
  });

  test.each([
    [{ service: 'ssm' }],
    [{ operation: 'StartInstances' }],
    [{ account: '444455556666' }],
    [{ region: 'us-east-1' }],
    [{ target: 'i-' }],
    [{ inputIncludes: 'i-2' }],
  ])('a call that does not match %j passes', (match) => {
    expect(ordered({ kind: 'throttle', match }).hits(stop())).toBe(false);
  });

  test('a target is one value of the input, whole', () => {
    expect(ordered({ kind: 'throttle', match: { target: 'i-1' } }).hits(stop('i-1'))).toBe(true);
    expect(ordered({ kind: 'throttle', match: { target: 'i-1' } }).hits(stop('i-10'))).toBe(false);
  });

  test('a text of the input is looked for in its JSON, and never in bytes', () => {
    const upload = stop('i-1', { input: { Body: Buffer.from('secret'), Key: 'k', At: new Date(0) } });
    expect(ordered({ kind: 'throttle', match: { inputIncludes: '"Force":true' } }).hits(stop())).toBe(true);
    expect(ordered({ kind: 'throttle', match: { inputIncludes: '"Key":"k"' } }).hits(upload)).toBe(true);
    expect(ordered({ kind: 'throttle', match: { inputIncludes: '115,101' } }).hits(upload)).toBe(false);
  });

  test('`after` calls pass first, then `times` calls are hit', () => {
    const { hits, faults } = ordered({ kind: 'throttle', match: { after: 2, times: 2 } });
    expect([1, 2, 3, 4, 5].map(() => hits(stop()))).toEqual([false, false, true, true, false]);
    expect(faults.list()[0]?.hits).toBe(2);
  });

  test('chance hits some calls, the same ones for the same seed', () => {
    const run = (seed: number) => {
      const { hits } = ordered({ kind: 'throttle', match: { probability: 0.3, seed, times: 1000 } });
      return Array.from({ length: 200 }, () => hits(stop()));
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    const share = run(7).filter(Boolean).length / 200;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  test('a held call goes on when it is released, and is told when its client left', async () => {
    const { faults, fault } = ordered({ kind: 'hang-before-effect', match: { times: 2 } });
    const here = faults.hold(fault.id, new AbortController().signal);
    const client = new AbortController();
    const left = faults.hold(fault.id, client.signal);
    expect(faults.list()[0]?.waiting).toBe(2);
    client.abort();
    expect(await left).toBe(false);
    expect(faults.release(fault.id)).toBe(1);
    expect(await here).toBe(true);
  });

  test('clearing lets go what is held', async () => {
    const { faults, fault } = ordered({ kind: 'hang-after-effect' });
    const held = faults.hold(fault.id, new AbortController().signal);
    faults.clear();
    expect(await held).toBe(true);
    expect(faults.list()).toEqual([]);
  });

  test.each([
    ['ec2', 'UnauthorizedOperation', 403],
    ['iam', 'AccessDenied', 403],
    ['ssm', 'AccessDeniedException', 400],
    ['guardduty', 'AccessDeniedException', 403],
  ])('a denial of %s is %s, %i, and names the permission and the caller', (service, code, status) => {
    const { faults } = ordered({ kind: 'denied', permission: 'kms:Decrypt' });
    const request = stop('i-1', { service });
    const claimed = faults.claim(request);
    const refusal = claimed && refusalBy(claimed, request, 'arn:aws:iam::111122223333:user/mallory');
    expect(refusal).toMatchObject({ code, status });
    expect(refusal?.message).toContain('User: arn:aws:iam::111122223333:user/mallory');
    expect(refusal?.message).toContain('kms:Decrypt');
  });

  test('an error is answered as ordered, a throttle in the words of the service', () => {
    const refusal = (order: FaultOrder) => {
      const claimed = ordered(order).faults.claim(stop());
      return claimed && refusalBy(claimed, stop(), 'arn');
    };
    expect(refusal({ kind: 'error', status: 503, code: 'Unavailable' })).toMatchObject({
      code: 'Unavailable',
      status: 503,
    });
    expect(refusal({ kind: 'throttle' })).toMatchObject({ code: 'RequestLimitExceeded', status: 503 });
    expect(refusal({ kind: 'lost-answer' })).toBeUndefined();
  });

  test('an order with an unknown member is refused', () => {
    expect(() => faultSchema.parse({ kind: 'throttle', match: { instance: 'i-1' } })).toThrow();
  });
});
