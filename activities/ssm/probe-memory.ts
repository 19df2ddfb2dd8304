import { z } from 'zod';
import { action } from '../action.js';
import type { Aws } from '../aws/aws.js';
import { instanceInput, readInstance } from '../ec2/instances.js';
import { isWindows } from '../ec2/platform.js';
import { jsonLines } from './json-lines.js';
import { linuxFacts, linuxRungs, probe, sayRung, windowsFacts, windowsRungs, type Probe } from './memory-facts.js';
import { linuxProbe, windowsProbe } from './probe-scripts.js';
import { unreachable } from './reachability.js';
import { commandCall, commandEnd, pinDocument, scriptDocument, sendOnce } from './run-command.js';

const facts = z.strictObject({ nonce: z.string(), windows: z.boolean() });
const seconds = { delivery: 60, execution: 60 };
/** After that long AWS itself should have said how a command ended. */
const longest = 300_000;

const nothing = (windows: boolean, reason: string): Probe => ({
  reachable: false,
  windows,
  facts: null,
  rungs: [{ name: windows ? 'ec2rescue-dumps' : 'avml', possible: false, reason }],
});

const judge = (aws: Aws, windows: boolean, output: string): Probe => {
  const [line] = jsonLines(output);
  const tools = aws.vault?.tools ?? {};
  const read = windows ? windowsFacts.safeParse(line) : linuxFacts.safeParse(line);
  if (!read.success) return { ...nothing(windows, 'the host answered nothing that can be read'), reachable: true };
  const rungs = 'dumps' in read.data ? windowsRungs(read.data, tools) : linuxRungs(read.data, tools);
  return { reachable: true, windows, facts: read.data, rungs: [...rungs] };
};

/**
 * Finds out how memory of a host can be taken, and why not otherwise, by one short script through Systems Manager. What
 * the host answers is the suspect's word. A host that cannot be reached is an answer too: nothing else waits for it.
 */
export const probeMemory = action({
  name: 'probeMemory',
  title: 'Find out how memory of an instance can be captured',
  effect: 'collect',
  blocking: false,
  patience: 'hours',
  input: instanceInput,
  facts,
  output: probe,
  permissions: [
    'ec2:DescribeInstances',
    'ssm:DescribeDocument',
    'ssm:DescribeInstanceInformation',
    'ssm:GetConnectionStatus',
    'ssm:ListCommands',
    'ssm:GetCommandInvocation',
    'ssm:SendCommand',
  ],

  async plan(aws, { instanceId }, { nonce }) {
    const { instance, owner } = await readInstance(aws, instanceId);
    const windows = isWindows(instance);
    const document = await pinDocument(aws, scriptDocument(windows));
    return {
      owner,
      kind: 'instance',
      calls: [commandCall('probe', instanceId, document, nonce, windows ? windowsProbe : linuxProbe, seconds)],
      targetState: { memory: 'known how it can be captured' },
      reversible: true,
      summary: `ask ${instanceId} by a script how its memory can be captured`,
      blastRadius: [
        {
          severity: 'info',
          message: `a script runs on ${instanceId}: whoever watches the host can see it, and SSM Agent logs it there`,
          resources: [instanceId],
        },
      ],
      facts: { nonce, windows },
    };
  },

  async apply(aws, { input: { instanceId }, facts: { nonce, windows } }) {
    const sent = await aws.answerOf('probe');
    const reason = sent ? null : await unreachable(aws, instanceId);
    if (reason) return nothing(windows, reason);
    const command = await sendOnce(aws, 'probe', instanceId, nonce);
    const started = Date.now();
    for (let pause = 500; ; pause = Math.min(5_000, pause * 1.5)) {
      const end = await commandEnd(aws, command, instanceId);
      if (end?.status === 'Success') return judge(aws, windows, end.output);
      if (end) return nothing(windows, `the probe ended as ${end.details} (exit code ${end.code})`);
      if (Date.now() - started > longest) return nothing(windows, 'Systems Manager does not say how the probe ended');
      await aws.progress(`the probe runs on ${instanceId}`);
      await aws.wait(pause);
    }
  },

  async verify(_aws, { input }, { reachable, rungs }) {
    // Nothing can be read back: what counts is what the host answered at that moment.
    const said = `${input.instanceId} ${reachable ? 'answered' : 'did not answer'}`;
    return { assurance: 'requested', holds: true, facts: [said, ...rungs.map(sayRung)], notCut: [] };
  },
});
