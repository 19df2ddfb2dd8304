import type { Json } from '../../workflows/contract/json.js';
import type { SignedStep } from '../../workflows/contract/plan.js';

const iamArn = /^arn:aws[a-z-]*:iam::(\d{12}):(user|role|instance-profile)\/(?:.*\/)?([^/]+)$/;
const sessionArn = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\//;
const bucketArn = /^arn:aws[a-z-]*:s3:::([^/]+)$/;
const ec2Arn = /^arn:aws[a-z-]*:ec2:[^:]*:\d*:[a-z-]+\/(.+)$/;
/** Ids of EC2 are a kind and 8 or 17 hex digits, and no two are the same (EC2 User Guide, "Resource IDs"). */
const ec2Id = /^[a-z]+(?:-[a-z]+)*-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** Names of IAM are unique in an account, whatever their case and path (IAM User Guide, "IAM identifiers"). */
const iamName = (account: string, kind: string, name: string): string => `iam:${account}:${kind}/${name.toLowerCase()}`;

const bucketName = (bucket: string): string => `s3:${bucket}`;

/** One name for a resource, however its ARN is spelled: two ARNs of one resource have the same. */
export const nameOf = (arn: string): string => {
  const [, account = '', kind, name = ''] = iamArn.exec(arn) ?? [];
  if (kind !== undefined) return iamName(account, kind, name);
  const [, owner = '', role] = sessionArn.exec(arn) ?? [];
  if (role !== undefined) return iamName(owner, 'role', role);
  const [, bucket] = bucketArn.exec(arn) ?? [];
  if (bucket !== undefined) return bucketName(bucket);
  const [, id = ''] = ec2Arn.exec(arn) ?? [];
  return ec2Id.test(id) ? id : arn;
};

const iamKinds = { UserName: 'user', RoleName: 'role', InstanceProfileName: 'instance-profile' } as const;
/** What a call sets or uses: the key that encrypts a copy or the group that an interface is given is not changed by it. */
const used = /^(?:Groups|IamInstanceProfile|KmsKeyId|SSEKMSKeyId)$/;

/** The names of all resources that the input of a call is about; `account` is where the call is made. */
export const namesInInput = (input: Json, account: string): readonly string[] => {
  if (typeof input === 'string') return input.startsWith('arn:') || ec2Id.test(input) ? [nameOf(input)] : [];
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([field, value]: [string, Json]) => {
    if (used.test(field)) return [];
    if (typeof value !== 'string') return namesInInput(value, account);
    // An object that is put into a bucket is not the bucket.
    if (field === 'Bucket') return 'Key' in input ? [] : [bucketName(value)];
    const kind = iamKinds[field as keyof typeof iamKinds] as string | undefined;
    return kind === undefined ? namesInInput(value, account) : [iamName(account, kind, value)];
  });
};

/** The names of all that a planned step changes: its target, what it takes out of service, what it and its calls name. */
export const namesInStep = ({ target, victims, input, calls, owner }: SignedStep): readonly string[] => [
  ...[target, ...victims].map(nameOf),
  ...namesInInput(input, owner),
  ...calls.flatMap((call) => namesInInput({ target: call.target, ...call.input }, owner)),
];
