import { unsupportedInSandbox } from '../../not-simulated.js';
import { AwsFailure } from '../../operation.js';

/** What AWS publishes about an instance type ("Amazon EC2 instance types", Instance Types Guide). */
export type InstanceTypeFacts = {
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly hypervisor: 'nitro' | 'xen';
  readonly vcpus: number;
  readonly threadsPerCore: 1 | 2;
  readonly memoryMiB: number;
  readonly interfaces: number;
  readonly addressesPerInterface: number;
  readonly network: string;
  readonly burstable: boolean;
  /** GB of NVMe instance store, by disk. */
  readonly instanceStore: readonly number[];
};

type Row = readonly [name: string, vcpus: number, GiB: number, interfaces: number, addresses: number, store?: number];

type Family = Pick<InstanceTypeFacts, 'architecture' | 'hypervisor' | 'network' | 'burstable'> & {
  readonly threads: 1 | 2;
  readonly types: readonly Row[];
};

const intel = { architecture: 'x86_64', hypervisor: 'nitro', threads: 2, burstable: false } as const;
const graviton = { architecture: 'arm64', hypervisor: 'nitro', threads: 1, burstable: false } as const;
const xen = { architecture: 'x86_64', hypervisor: 'xen', threads: 1 } as const;

const families: readonly Family[] = [
  {
    ...xen,
    burstable: true,
    network: 'Low to Moderate',
    types: [
      ['t2.micro', 1, 1, 2, 2],
      ['t2.medium', 2, 4, 3, 6],
    ],
  },
  {
    ...intel,
    burstable: true,
    network: 'Up to 5 Gigabit',
    types: [
      ['t3.nano', 2, 0.5, 2, 2],
      ['t3.micro', 2, 1, 2, 2],
      ['t3.small', 2, 2, 3, 4],
      ['t3.medium', 2, 4, 3, 6],
      ['t3.large', 2, 8, 3, 12],
      ['t3.xlarge', 4, 16, 4, 15],
      ['t3.2xlarge', 8, 32, 4, 15],
    ],
  },
  {
    ...graviton,
    burstable: true,
    network: 'Up to 5 Gigabit',
    types: [
      ['t4g.micro', 2, 1, 2, 2],
      ['t4g.small', 2, 2, 3, 4],
      ['t4g.medium', 2, 4, 3, 6],
      ['t4g.large', 2, 8, 3, 12],
    ],
  },
  {
    ...intel,
    network: 'Up to 10 Gigabit',
    types: [
      ['c5.large', 2, 4, 3, 10],
      ['m5.large', 2, 8, 3, 10],
      ['m5.xlarge', 4, 16, 4, 15],
      ['m5.2xlarge', 8, 32, 4, 15],
      ['m5d.large', 2, 8, 3, 10, 75],
      ['r5.large', 2, 16, 3, 10],
    ],
  },
  {
    ...intel,
    network: 'Up to 12.5 Gigabit',
    types: [
      ['c6i.large', 2, 4, 3, 10],
      ['m6i.large', 2, 8, 3, 10],
      ['m6i.xlarge', 4, 16, 4, 15],
      ['r6i.large', 2, 16, 3, 10],
    ],
  },
  {
    ...graviton,
    network: 'Up to 12.5 Gigabit',
    types: [
      ['c7g.large', 2, 4, 3, 10],
      ['m7g.large', 2, 8, 3, 10],
    ],
  },
];

/** The instance types that the sandbox has. */
export const instanceTypes: readonly InstanceTypeFacts[] = families.flatMap(({ types, threads, ...common }) =>
  types.map(([name, vcpus, GiB, interfaces, addressesPerInterface, store]) => ({
    architecture: common.architecture,
    hypervisor: common.hypervisor,
    network: common.network,
    burstable: common.burstable,
    name,
    vcpus,
    threadsPerCore: threads,
    memoryMiB: GiB * 1024,
    interfaces,
    addressesPerInterface,
    instanceStore: store === undefined ? [] : [store],
  })),
);

/** The facts of a type; refuses names that are none, and (as not simulated) real ones that the sandbox does not have. */
export const instanceType = (name: string): InstanceTypeFacts => {
  const facts = instanceTypes.find((one) => one.name === name);
  if (facts !== undefined) return facts;
  // AWS's default type, which runs none of today's images.
  if (name === 'm1.small')
    throw new AwsFailure(
      'InvalidParameterCombination',
      `Non-Windows instances with a virtualization type of 'hvm' are currently not supported for this instance type : ${name}`,
    );
  if (!/^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|\d*x?large|metal(?:-\d+xl)?)$/.test(name))
    throw new AwsFailure('InvalidParameterValue', `Invalid value '${name}' for InstanceType.`);
  throw unsupportedInSandbox(
    `Instance type ${name} is not simulated. There are: ${instanceTypes.map((one) => one.name).join(', ')}`,
  );
};
