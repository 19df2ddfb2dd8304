import { describe, expect, it } from '@jest/globals';
import { match, type Compared } from '../../../activities/reconcile/match.js';
import type { RecordedCall } from '../../../activities/reconcile/recorded-calls.js';
import { trailEvent, type TrailEvent } from '../../../activities/reconcile/trail-event.js';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString();

const call = (more: Partial<RecordedCall> = {}): RecordedCall => ({
  case: 'case-1',
  seq: 7,
  run: 'run-1',
  step: 'contain/i-1/isolateInstance',
  at: at(10),
  service: 'ec2',
  operation: 'ModifyNetworkInterfaceAttribute',
  target: 'eni-1',
  requestId: 'request-1',
  outcome: 'ok',
  input: { NetworkInterfaceId: 'eni-1' },
  ...more,
});
const lost = { requestId: null, outcome: null } as const;

let made = 0;
const event = (more: Partial<TrailEvent> = {}): TrailEvent => {
  made += 1;
  const read = trailEvent({
    eventID: `event-${made}`,
    eventTime: '2026-11-22T08:00:10Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'ModifyNetworkInterfaceAttribute',
    awsRegion: 'eu-west-1',
    requestID: 'request-1',
    readOnly: false,
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/firebreak/worker' },
    requestParameters: { networkInterfaceId: 'eni-1' },
    responseElements: null,
    ...more,
  });
  if (!read) throw new Error('this is no event');
  return read;
};

const compare = (calls: readonly RecordedCall[], events: readonly TrailEvent[], more: Partial<Compared> = {}) =>
  match({ calls, events, case: null, since: at(0), settledUntil: at(1_000), ...more });

describe('an entry and an event', () => {
  it('are of one call when they have one request id, whatever else they say', () => {
    const odd = event({ eventTime: '2026-11-22T09:30:00Z', eventName: 'ModifyNetworkInterface' });
    expect(compare([call()], [odd])).toMatchObject({ matched: 1, byShape: 0, unexplained: [], missing: [] });
  });

  it('are not of one call when each has another', () => {
    const found = compare([call()], [event({ requestID: 'request-2' })]);
    expect(found).toMatchObject({ matched: 0, unexplained: [{ requestId: 'request-2' }], missing: [{ seq: 7 }] });
  });

  it('are of one call each, were there two events of one request', () => {
    expect(compare([call()], [event(), event()])).toMatchObject({ matched: 1, unexplained: [{}] });
  });

  it('are of one call where the answer was lost: by service, operation, target and time', () => {
    const found = compare([call(lost)], [event({ sourceIPAddress: '192.0.2.7' })]);
    expect(found).toMatchObject({ matched: 1, byShape: 1, unexplained: [], notCovered: [] });
    expect(found.pairs).toMatchObject([{ entry: { seq: 7 }, event: { sourceIp: '192.0.2.7', accessKeyId: null } }]);
  });

  it.each([
    ['another operation', { eventName: 'ModifyInstanceAttribute' }],
    ['another service', { eventSource: 'iam.amazonaws.com' }],
    ['another target', { requestParameters: { networkInterfaceId: 'eni-2' } }],
    [
      'another target, and names it in passing',
      { requestParameters: { networkInterfaceId: 'eni-2', description: 'not eni-1' } },
    ],
    [
      'another target, and its answer names it',
      { requestParameters: { networkInterfaceId: 'eni-2' }, responseElements: { id: 'eni-1' } },
    ],
    ['a time before it', { eventTime: '2026-11-22T08:00:03Z' }],
    ['a time long after it', { eventTime: '2026-11-22T08:02:00Z' }],
  ])('are not of one call where the answer was lost, and the event is of %s', (_what, more) => {
    expect(compare([call(lost)], [event(more)])).toMatchObject({ matched: 0, unexplained: [{}] });
  });

  it('are not of one call where the answer was lost, and the event asks for another thing with the same target', () => {
    const input = { NetworkInterfaceId: 'eni-1', Groups: ['sg-0123456789abcdef0'] };
    const asks = (groupId: string) =>
      event({ requestParameters: { networkInterfaceId: 'eni-1', groupSet: { items: [{ groupId }] } } });
    const lone = call({ ...lost, input });
    expect(compare([lone], [asks('sg-0123456789abcdef0')])).toMatchObject({ byShape: 1, unexplained: [] });
    expect(compare([lone], [asks('sg-0fedcba9876543210')])).toMatchObject({ byShape: 0, unexplained: [{}] });
  });

  it.each(['*', 'vpc-1'])(
    'of a target %s that no request names, are of one call when all that it says is there',
    (target) => {
      const lone = call({
        ...lost,
        target,
        operation: 'CreateVolume',
        input: { Zone: 'eu-west-1a', ClientToken: 'mark' },
      });
      const asks = (clientToken: string) =>
        event({ eventName: 'CreateVolume', requestParameters: { zone: 'eu-west-1a', clientToken } });
      expect(compare([lone], [asks('mark')])).toMatchObject({ byShape: 1, unexplained: [] });
      expect(compare([lone], [asks('other')])).toMatchObject({ byShape: 0, unexplained: [{}] });
      expect(compare([{ ...lone, input: {} }], [asks('mark')])).toMatchObject({ byShape: 0, unexplained: [{}] });
    },
  );

  it('are not of one call where the answer was lost, and the event has neither key nor address of our other calls', () => {
    const from = (accessKeyId: string, sourceIPAddress: string, more: Partial<TrailEvent> = {}) =>
      event({ userIdentity: { accessKeyId }, sourceIPAddress, ...more });
    const calls = [call(), call({ ...lost, seq: 9 })];
    const ours = from('ASIAOURS', '192.0.2.7');
    const other = { requestID: 'request-2' };
    for (const event of [from('ASIAOURS', '203.0.113.9', other), from('ASIANEXT', '192.0.2.7', other)])
      expect(compare(calls, [ours, event])).toMatchObject({ byShape: 1, unexplained: [] });
    expect(compare(calls, [ours, from('ASIATHIEF', '203.0.113.9', other)])).toMatchObject({
      byShape: 0,
      pairs: [],
      unexplained: [{ accessKeyId: 'ASIATHIEF', sourceIp: '203.0.113.9' }],
    });
  });

  it('are not of one call where AWS refused the one and carried out the other', () => {
    const refused = call({ requestId: null, outcome: 'error' });
    expect(compare([refused], [event()])).toMatchObject({ matched: 0, unexplained: [{}] });
    expect(compare([refused], [event({ errorCode: 'Client.X' })])).toMatchObject({ byShape: 1, unexplained: [] });
  });

  it('know both kinds of load balancers under the name that CloudTrail has', () => {
    const calls = [call({ ...lost, service: 'elbv2', operation: 'DeregisterTargets', target: 'arn:tg/1' })];
    const events = [
      event({
        eventSource: 'elasticloadbalancing.amazonaws.com',
        eventName: 'DeregisterTargets',
        requestParameters: { targetGroupArn: 'arn:tg/1' },
      }),
    ];
    expect(compare(calls, events)).toMatchObject({ byShape: 1, unexplained: [] });
  });

  it('that have the same request id are never given to a call whose answer was lost', () => {
    expect(compare([call(lost), call({ seq: 9 })], [event()])).toMatchObject({
      matched: 1,
      byShape: 0,
      missing: [],
      notCovered: [{ entries: [{ seq: 7 }] }],
    });
  });
});

describe('an entry that CloudTrail has no event of', () => {
  it('is missing once CloudTrail had its time', () => {
    expect(compare([call()], [])).toMatchObject({ missing: [{ seq: 7, requestId: 'request-1' }], notYet: 0 });
  });

  it('is not missing yet before that', () => {
    expect(compare([call()], [], { settledUntil: at(5) })).toMatchObject({ missing: [], notYet: 1 });
  });

  it('is not looked for by who asks about another case, or a later time', () => {
    expect(compare([call()], [], { case: 'case-2' })).toMatchObject({ missing: [], notYet: 0 });
    expect(compare([call()], [], { since: at(11) })).toMatchObject({ missing: [], notYet: 0 });
  });

  it.each([
    ['of a call that AWS refused', { outcome: 'error' }, /refused/],
    ['of a call that was never answered', lost, /never answered/],
    ['of a call on an object', { service: 's3' }, /data events/],
  ] as const)('is said to be not covered where it is %s', (_what, more, why) => {
    const { missing, notCovered } = compare([call(more)], []);
    expect(missing).toEqual([]);
    expect(notCovered).toMatchObject([{ why: expect.stringMatching(why), entries: [{ seq: 7 }] }]);
  });
});

it('explains calls by the entries of every case, whichever is asked about', () => {
  expect(compare([call()], [event()], { case: 'case-2' })).toMatchObject({ matched: 0, unexplained: [] });
});
