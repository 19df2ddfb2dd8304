import type { Action, RemoteIpDetails, Service } from '@aws-sdk/client-guardduty';

/** An address on the internet, as GuardDuty places it; of the ranges that are reserved for examples. */
export const remote = (ip: string): RemoteIpDetails => ({
  IpAddressV4: ip,
  City: { CityName: 'Reykjavik' },
  Country: { CountryName: 'Iceland' },
  GeoLocation: { Lat: 64.147, Lon: -21.942 },
  Organization: { Asn: '64496', AsnOrg: 'Example Hosting', Isp: 'Example Hosting', Org: 'Example Hosting' },
});

/** A name that was looked up. */
export const dnsRequest = (domain: string): Action => ({
  ActionType: 'DNS_REQUEST',
  DnsRequestAction: { Domain: domain, Protocol: 'UDP', Blocked: false, DomainWithSuffix: domain },
});

/** A connection between a port of the instance and one of a remote address. */
export const connection = (
  direction: 'INBOUND' | 'OUTBOUND',
  local: { readonly port: number; readonly name: string },
  ip: string,
  remotePort: number,
): Action => ({
  ActionType: 'NETWORK_CONNECTION',
  NetworkConnectionAction: {
    Blocked: false,
    ConnectionDirection: direction,
    LocalPortDetails: { Port: local.port, PortName: local.name },
    Protocol: 'TCP',
    RemoteIpDetails: remote(ip),
    RemotePortDetails: { Port: remotePort, PortName: 'Unknown' },
  },
});

/** A call of the AWS API from a remote address. */
export const apiCall = (service: string, api: string, ip: string): Action => ({
  ActionType: 'AWS_API_CALL',
  AwsApiCallAction: {
    Api: api,
    CallerType: 'Remote IP',
    ServiceName: `${service}.amazonaws.com`,
    RemoteIpDetails: remote(ip),
    AffectedResources: {},
  },
});

/** What GuardDuty says of how something came to pass; the instance or key did it, or it was done to it. */
export const activity = (role: 'ACTOR' | 'TARGET', action: Action, threatList?: string): Service => ({
  Action: action,
  ResourceRole: role,
  AdditionalInfo: {
    Value: JSON.stringify(threatList === undefined ? {} : { threatListName: threatList }),
    Type: 'default',
  },
  ...(threatList !== undefined && {
    Evidence: { ThreatIntelligenceDetails: [{ ThreatListName: threatList, ThreatNames: [] }] },
  }),
});
