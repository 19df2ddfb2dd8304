import { GuardDuty, type Finding as Reported } from '@aws-sdk/client-guardduty';
import type { SandboxStatus } from '../../sandbox/stack/status.js';
import { MEDIUM, type Finding } from './incident.js';

/** The findings of the sandbox's account that are not of low severity, newest first: GuardDuty itself is asked. */
export const readFindings = async ({ aws }: Pick<SandboxStatus, 'aws'>): Promise<readonly Finding[]> => {
  const guardduty = new GuardDuty({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
  try {
    const { DetectorIds: [DetectorId] = [] } = await guardduty.listDetectors({});
    if (DetectorId === undefined) return [];
    const { FindingIds = [] } = await guardduty.listFindings({
      DetectorId,
      FindingCriteria: {
        Criterion: { severity: { GreaterThanOrEqual: MEDIUM }, 'service.archived': { Equals: ['false'] } },
      },
    });
    if (FindingIds.length === 0) return [];
    const { Findings = [] } = await guardduty.getFindings({ DetectorId, FindingIds });
    return Findings.map(findingOf).sort((a, b) => b.at.localeCompare(a.at));
  } finally {
    guardduty.destroy();
  }
};

const findingOf = ({ Type, Title, Severity, UpdatedAt, Resource, Service }: Reported): Finding => {
  const { InstanceDetails: instance, AccessKeyDetails: key } = Resource ?? {};
  const name = instance?.Tags?.find((tag) => tag.Key === 'Name')?.Value ?? instance?.InstanceId;
  const { DnsRequestAction: dns, NetworkConnectionAction: connection, AwsApiCallAction: call } = Service?.Action ?? {};
  return {
    type: Type ?? '',
    title: Title ?? '',
    severity: Severity ?? 0,
    at: UpdatedAt ?? '',
    about: name ?? key?.UserName ?? '',
    remote: dns?.Domain ?? connection?.RemoteIpDetails?.IpAddressV4 ?? call?.RemoteIpDetails?.IpAddressV4 ?? null,
    instanceId: instance?.InstanceId ?? null,
    madeFor: /:(i-[0-9a-f]+)$/.exec(key?.PrincipalId ?? '')?.[1] ?? null,
    principal: key?.UserName ? `${key.UserType === 'IAMUser' ? 'user' : 'role'}/${key.UserName}` : null,
  };
};
