import type { Command } from './command.js';

/** `firebreak sandbox`: one command with parts, because its options are for the parts. */
export const sandboxCommand: Command = {
  name: 'sandbox',
  summary: 'steer the sandbox: what it plays, its worlds, scenarios, faults and clock',
  usage:
    'sandbox coverage | reset | save NAME | load NAME | worlds | scenario list|load NAME | fault add KIND|list|clear|release [ID] | clock | settings [NAME=VALUE]…',
  examples: [
    'firebreak sandbox scenario load crypto-miner',
    'firebreak sandbox clock --advance 20m',
    'firebreak sandbox fault add lost-answer --operation CreateSnapshots --times 1',
    'firebreak sandbox fault add denied --operation DetachInstances',
    'firebreak sandbox save before-drill && firebreak sandbox load before-drill',
    'firebreak sandbox reset   # the seeded accounts as they were at first; runs and ledger stay',
    'firebreak sandbox settings snapshotMs=0 limits=off',
    'firebreak sandbox coverage --service ec2',
  ],
  options: {
    service: { type: 'string', value: 'NAME', help: 'coverage: its operations; a fault: only calls of it' },
    operation: { type: 'string', value: 'NAME', help: 'a fault: only calls of it' },
    account: { type: 'string', value: 'ID', help: 'a fault: only calls from it' },
    region: { type: 'string', value: 'NAME', help: 'a fault: only calls in it' },
    target: { type: 'string', value: 'ID', help: 'a fault: only calls that name this instance, user, bucket …' },
    includes: { type: 'string', value: 'TEXT', help: 'a fault: only calls whose input, as JSON, contains it' },
    times: { type: 'string', value: 'N', help: 'a fault: so many calls are hit (default: 1)' },
    after: { type: 'string', value: 'N', help: 'a fault: so many calls pass first' },
    probability: { type: 'string', value: 'P', help: 'a fault: how likely a call is hit, above 0 to 1' },
    seed: { type: 'string', value: 'N', help: 'a fault: what chance decides follows from it' },
    status: { type: 'string', value: 'N', help: 'an error: its HTTP status (default: 500)' },
    code: { type: 'string', value: 'CODE', help: 'an error: its code (default: InternalError)' },
    message: { type: 'string', value: 'TEXT', help: 'an error: its message' },
    permission: { type: 'string', value: 'ACTION', help: 'denied: the IAM action that is lacking' },
    delay: { type: 'string', value: '2s', help: 'delay: how long (default: 1s)' },
    advance: { type: 'string', value: '5m', help: 'the clock: move it forward (ms, s, m, h, d)' },
    scale: { type: 'string', value: 'N', help: 'the clock: N times as fast as the real one' },
  },
  load: () => import('./commands/sandbox.js'),
};
