/** The shapes of the classic API that are used here, by the names of its model. */
export type ListenerShape = {
  readonly Protocol: string;
  readonly LoadBalancerPort: number;
  readonly InstanceProtocol?: string;
  readonly InstancePort: number;
  readonly SSLCertificateId?: string;
};

export type TagShape = { readonly Key: string; readonly Value?: string };

export type InstanceShape = { readonly InstanceId?: string };

export type CreateInput = {
  readonly LoadBalancerName: string;
  readonly Listeners: readonly ListenerShape[];
  readonly AvailabilityZones?: readonly string[];
  readonly Subnets?: readonly string[];
  readonly SecurityGroups?: readonly string[];
  readonly Scheme?: string;
  readonly Tags?: readonly TagShape[];
};

export type DescribeInput = {
  readonly LoadBalancerNames?: readonly string[];
  readonly Marker?: string;
  readonly PageSize?: number;
};

export type NameInput = { readonly LoadBalancerName: string };

export type InstancesInput = NameInput & { readonly Instances?: readonly InstanceShape[] };

export type HealthCheckInput = NameInput & {
  readonly HealthCheck: {
    readonly Target: string;
    readonly Interval: number;
    readonly Timeout: number;
    readonly UnhealthyThreshold: number;
    readonly HealthyThreshold: number;
  };
};
