import { expect } from '@jest/globals';
import { killAtOnce } from '../../bench/chaos/processes.js';
import { stepsOf, type Stack, type TestInstance } from '../support/stack.js';

/** Kills at once, as a power cut would, and waits until it is dead. Who ended meanwhile by itself is no error. */
export const killAll = async (...pids: readonly (number | null | undefined)[]): Promise<void> =>
  killAtOnce(
    pids.map((pid) => {
      if (!pid) throw new Error('there is no such process to kill');
      return pid;
    }),
  );

/**
 * Waits for the end of a containment, and expects of it what holds however often it was interrupted: it completed
 * without asking anybody again, every call took effect in AWS once, and its ledger is whole.
 */
export const expectOnce = async (
  stack: Stack,
  { run, instance, mark }: { readonly run: string; readonly instance: TestInstance; readonly mark: number },
): Promise<void> => {
  const view = await stack.untilState(run, 'completed');
  expect(stepsOf(view).map(({ action, state }) => `${action} ${state}`)).toEqual([
    'protectInstance verified',
    'snapshotVolumes verified',
    'standbyInstance verified',
    'deregisterTargets verified',
    'deregisterInstance verified',
    'removePublicAddresses verified',
    'isolateInstance verified',
    'shortenIdleTimeout verified',
    'endSessions verified',
    'detachProfile verified',
    'disableMetadata verified',
    'completeSnapshots verified',
  ]);
  expect(view.gates.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['approval approved']);

  const effects = (await stack.effects(mark)).map((event) => event.eventName);
  expect(effects.sort()).toEqual(
    [
      'CreateSecurityGroup',
      'CreateSnapshots',
      // Termination protection, and each volume's fate; the shutdown behaviour was right already.
      ...['termination', ...instance.volumes].map(() => 'ModifyInstanceAttribute'),
      'ModifyInstanceMetadataOptions',
      // The groups of each, and its idle timeout.
      ...instance.interfaces.flatMap(() => ['ModifyNetworkInterfaceAttribute', 'ModifyNetworkInterfaceAttribute']),
      'RevokeSecurityGroupEgress',
    ].sort(),
  );

  const calls = view.stages.flatMap((stage) => stage.plan.calls);
  const nonce = calls.find((call) => call.operation === 'CreateSecurityGroup')?.input['GroupName'] as string;
  const { SecurityGroups = [] } = await stack.ec2.describeSecurityGroups({
    Filters: [{ Name: 'group-name', Values: [nonce] }],
  });
  expect(SecurityGroups).toHaveLength(1);
  const group = SecurityGroups[0]?.GroupId ?? '';
  expect(await stack.groups(instance.id)).toEqual(Object.fromEntries(instance.interfaces.map((id) => [id, [group]])));
  const rules = await stack.ec2.describeSecurityGroupRules({ Filters: [{ Name: 'group-id', Values: [group] }] });
  expect(rules.SecurityGroupRules).toEqual([]);
  const { Snapshots = [] } = await stack.ec2.describeSnapshots({
    Filters: [{ Name: 'volume-id', Values: [...instance.volumes] }],
  });
  expect(Snapshots.map((one) => one.VolumeId ?? '').sort()).toEqual([...instance.volumes].sort());

  // The seal of the end, and the watch, may add entries while it is verified: all that stood before it counts.
  const before = (await stack.reading.entries(view.case)).length;
  const verified = await stack.ask<{ ok: boolean; entries: number }>('audit', 'verify', view.case);
  const sequence = (await stack.reading.entries(view.case)).map((entry) => entry.seq);
  expect(verified).toMatchObject({ ok: true, firstBad: null });
  expect(sequence).toEqual(sequence.map((_, index) => index + 1));
  expect(verified.entries).toBeGreaterThanOrEqual(before);
  expect(verified.entries).toBeLessThanOrEqual(sequence.length);
};
