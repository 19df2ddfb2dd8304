import type {
  CreateLaunchTemplateResult,
  DescribeLaunchTemplateVersionsResult,
  GetConsoleOutputResult,
  GetConsoleScreenshotResult,
  Image,
  InstanceTypeInfo,
  KeyPair,
  MonitorInstancesResult,
  Reservation,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withTemplate } from '../../../../sandbox/services/ec2/instances/launch-template-use.js';
import { LINUX, openMachines, WINDOWS, type Machines } from './machines.js';

let m: Machines;
beforeAll(() => {
  m = openMachines();
});
afterAll(() => m.close());

describe('the console of an instance', () => {
  const output = (InstanceId: string, more = {}): string => {
    const { Output = '' } = m.ask<GetConsoleOutputResult>('GetConsoleOutput', { InstanceId, ...more });
    return Buffer.from(Output, 'base64').toString();
  };

  it('is empty before the first boot and then tells of that boot', () => {
    const { InstanceId = '', PrivateIpAddress = '' } = m.launch();
    expect(output(InstanceId)).toBe('');
    m.pass(5_000);
    expect(output(InstanceId, { Latest: true })).toContain(PrivateIpAddress);
    const windows = m.running({ ImageId: WINDOWS, InstanceType: 't3.large' });
    expect(output(windows)).toContain(windows);
    expect(output(windows)).toContain('Windows is Ready to use');
  });

  it('has its latest output, and takes interrupts, on Nitro only', () => {
    const InstanceId = m.running({ InstanceType: 't2.micro' });
    expect(m.refused('GetConsoleOutput', { InstanceId, Latest: true })).toBe('UnsupportedOperation');
    expect(m.refused('SendDiagnosticInterrupt', { InstanceId })).toBe('UnsupportedOperation');
    m.ask('SendDiagnosticInterrupt', { InstanceId: m.running() });
  });

  it('has a picture while the instance runs, not on Arm', () => {
    const InstanceId = m.running();
    const { ImageData = '' } = m.ask<GetConsoleScreenshotResult>('GetConsoleScreenshot', { InstanceId });
    expect(Buffer.from(ImageData, 'base64').subarray(1, 4).toString()).toBe('PNG');
    m.ask('StopInstances', { InstanceIds: [InstanceId] });
    expect(m.refused('GetConsoleScreenshot', { InstanceId })).toBe('IncorrectInstanceState');
    const arm = m.running({ ImageId: 'ami-0f1eb4ea0000000a2', InstanceType: 't4g.small' });
    expect(m.refused('GetConsoleScreenshot', { InstanceId: arm })).toBe('UnsupportedOperation');
  });
});

it('detailed monitoring is turned on and off', () => {
  const id = m.running();
  const InstanceIds = [id];
  const set = (operation: string) =>
    m.ask<MonitorInstancesResult>(operation, { InstanceIds }).InstanceMonitorings?.[0]?.Monitoring?.State;
  expect(set('MonitorInstances')).toBe('pending');
  expect(m.instance(id).Monitoring?.State).toBe('enabled');
  expect(set('UnmonitorInstances')).toBe('disabling');
  expect(m.instance(id).Monitoring?.State).toBe('disabled');
});

describe('a launch template', () => {
  const create = (LaunchTemplateName: string, LaunchTemplateData: object) =>
    m.ask<CreateLaunchTemplateResult>('CreateLaunchTemplate', { LaunchTemplateName, LaunchTemplateData });

  it('says what the launch does not', () => {
    create('web', { ImageId: LINUX, InstanceType: 't3.small', UserData: 'aGk=' });
    const run = { MinCount: 1, MaxCount: 1, LaunchTemplate: { LaunchTemplateName: 'web' } };
    const launched = (more = {}) => m.ask<Reservation>('RunInstances', { ...run, ...more }).Instances?.[0];
    expect(launched()?.InstanceType).toBe('t3.small');
    expect(launched({ InstanceType: 't3.large' })?.InstanceType).toBe('t3.large');
    expect(withTemplate(m.place, run)).toMatchObject({ ImageId: LINUX, UserData: 'aGk=' });
    expect(m.refused('RunInstances', { ...run, LaunchTemplate: { LaunchTemplateName: 'none' } })).toBe(
      'InvalidLaunchTemplateName.NotFoundException',
    );
    expect(m.refused('RunInstances', { ...run, LaunchTemplate: { LaunchTemplateName: 'web', Version: '9' } })).toBe(
      'InvalidLaunchTemplateId.VersionNotFound',
    );
  });

  it('has versions, of which one is the default', () => {
    const { LaunchTemplateId } = create('app', { ImageId: LINUX, InstanceType: 't3.small' }).LaunchTemplate ?? {};
    m.ask('CreateLaunchTemplateVersion', {
      LaunchTemplateId,
      SourceVersion: '1',
      LaunchTemplateData: { InstanceType: 'm5.large' },
    });
    const version = (asked: string) =>
      m.ask<DescribeLaunchTemplateVersionsResult>('DescribeLaunchTemplateVersions', {
        LaunchTemplateId,
        Versions: [asked],
      }).LaunchTemplateVersions?.[0];
    expect(version('$Default')).toMatchObject({ VersionNumber: 1, DefaultVersion: true });
    expect(version('$Latest')?.LaunchTemplateData).toMatchObject({ ImageId: LINUX, InstanceType: 'm5.large' });
    m.ask('ModifyLaunchTemplate', { LaunchTemplateId, DefaultVersion: '2' });
    expect(version('$Default')?.VersionNumber).toBe(2);
    expect(
      m.refused('CreateLaunchTemplate', { LaunchTemplateName: 'app', LaunchTemplateData: { ImageId: LINUX } }),
    ).toBe('InvalidLaunchTemplateName.AlreadyExistsException');
  });
});

it('a key pair is told once, and instances are launched with it', () => {
  const { KeyMaterial = '' } = m.ask<KeyPair>('CreateKeyPair', { KeyName: 'ops' });
  expect(KeyMaterial).toContain('PRIVATE KEY');
  expect(m.launch({ KeyName: 'ops' }).KeyName).toBe('ops');
  expect(m.refused('CreateKeyPair', { KeyName: 'ops' })).toBe('InvalidKeyPair.Duplicate');
  expect(JSON.stringify(m.ask('DescribeKeyPairs', { KeyNames: ['ops'] }))).not.toContain('PRIVATE');
  m.ask('DeleteKeyPair', { KeyName: 'ops' });
  expect(m.refused('DescribeKeyPairs', { KeyNames: ['ops'] })).toBe('InvalidKeyPair.NotFound');
});

it('public images are there, and can be launched from everywhere', () => {
  const { Images } = m.ask<{ Images: Image[] }>('DescribeImages', { Owners: ['amazon'] });
  expect(Images.map((each) => each.ImageId)).toEqual(expect.arrayContaining([LINUX, WINDOWS]));
  expect(Images.every((each) => each.Public && each.ImageOwnerAlias === 'amazon')).toBe(true);
});

it('instance types are the published ones', () => {
  const { InstanceTypes } = m.ask<{ InstanceTypes: InstanceTypeInfo[] }>('DescribeInstanceTypes', {
    InstanceTypes: ['t3.medium'],
  });
  expect(InstanceTypes[0]).toMatchObject({
    Hypervisor: 'nitro',
    VCpuInfo: { DefaultVCpus: 2 },
    MemoryInfo: { SizeInMiB: 4_096 },
    NetworkInfo: { MaximumNetworkInterfaces: 3, Ipv4AddressesPerInterface: 6 },
  });
});
