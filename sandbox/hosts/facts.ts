/** What is true inside a host: what its commands print, and whether its memory can be taken. Sizes are bytes. */
export type HostFacts = {
  /** SSM Agent, as the image brings it. Without it the host is no managed node. */
  readonly agent: { readonly installed: boolean; readonly version: string };
  readonly os: {
    /** `amzn`, `ubuntu`, `windows`: the ID of os-release. */
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly kernel: string;
  };
  /** Smaller than of any real instance type, so that an image of all of it is made and hashed in a moment. */
  readonly memory: number;
  readonly diskFree: number;
  /** `/sys/kernel/security/lockdown`: from `integrity` on nothing in user space reads the memory of the kernel. */
  readonly lockdown: 'none' | 'integrity' | 'confidentiality';
  /** Whether there is `/proc/kcore`, `/dev/crash` or `/dev/mem` to read memory from. */
  readonly memorySource: boolean;
  readonly users: readonly { readonly name: string; readonly id: number; readonly shell: string }[];
  readonly processes: readonly HostProcess[];
  readonly connections: readonly HostConnection[];
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly owner: string }[];
  readonly packages: readonly { readonly name: string; readonly version: string; readonly publisher: string }[];
  /** Dumps that Windows wrote when it crashed earlier. */
  readonly crashDumps: readonly { readonly path: string; readonly bytes: number }[];
  readonly pagefile: number;
};

export type HostProcess = {
  readonly pid: number;
  readonly user: string;
  readonly command: string;
  /** Percent of one processor. */
  readonly cpu: number;
  readonly resident: number;
};

export type HostConnection = {
  readonly protocol: 'tcp' | 'udp';
  readonly state: 'LISTEN' | 'ESTAB' | 'UNCONN';
  readonly local: string;
  readonly remote: string;
  readonly pid: number;
};
