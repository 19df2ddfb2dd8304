import { recordCall, type FinishedCall } from '../../../../sandbox/services/cloudtrail/record.js';
import type { Caller } from '../../../../sandbox/services/operation.js';
import { ACCOUNT, REGION, type Bench } from '../harness.js';

export const mallory: Caller = {
  account: ACCOUNT,
  accessKeyId: 'AKIAMALLORY',
  arn: `arn:aws:iam::${ACCOUNT}:user/ops/mallory`,
  kind: 'user',
  userId: 'AIDAMALLORY',
};

export const responder: Caller = {
  account: ACCOUNT,
  accessKeyId: 'ASIARESPONDER',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Responder/case-7`,
  kind: 'session',
  userId: 'AROARESPONDER:case-7',
};

/** Records a call of mallory's to stop an instance, but for what `rest` says otherwise. */
export const recorded = (bench: Bench, rest: Partial<FinishedCall> = {}): void =>
  recordCall(bench.world, {
    service: 'ec2',
    operation: 'StopInstances',
    input: { InstanceIds: ['i-0123'] },
    output: {},
    caller: mallory,
    requestId: 'request',
    region: REGION,
    account: ACCOUNT,
    sourceIp: '203.0.113.9',
    userAgent: 'aws-cli/2.31',
    readOnly: false,
    at: bench.world.clock.now(),
    ...rest,
  });
