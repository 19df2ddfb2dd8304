import type { ScalarShape, Shape, StructureShape } from '../../../sandbox/protocols/shapes.js';

/** Texts that services have answered before, by the name of the member that held them: `InstanceId`, `UserName`. */
export type Known = Map<string, string[]>;

/** What AWS would accept under these names, for what no answer has told. */
const USUAL: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^ImageId$/, ['ami-0f1eb4ea0000000a1']],
  [/InstanceType$/, ['t3.micro', 'm5.large']],
  [/AvailabilityZone$/, ['eu-west-1a', 'eu-west-1b']],
  [/Region(Name)?$/, ['eu-west-1', 'us-east-1']],
  [/Ipv6CidrBlock$|CidrIpv6$/, ['::/0', '2001:db8::/32']],
  [/Cidr(Block|Ip|Ipv4)?$|^CIDRIP$/, ['10.0.0.0/16', '10.0.1.0/24', '0.0.0.0/0', '10.0.0.5/32']],
  [/(Private|Public)?IpAddress(es)?$|PublicIp$/, ['10.0.1.9', '172.31.0.77', '192.0.2.1']],
  [/Protocol$/, ['tcp', '-1', 'HTTP', '6']],
  [
    /Policy(Document)?$/,
    ['{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', '{}', '{"a":'],
  ],
  [/Account(Id)?$|OwnerId$|UserId$/, ['111122223333', '444455556666']],
  [/^Bucket(Name)?$|S3Bucket/, ['random-bucket']],
  [/^Key$|Prefix$/, ['a', 'b/c', 'tag:a', 'InstanceIds']],
  [/DocumentName$/, ['AWS-RunShellScript', 'AWS-RunPowerShellScript']],
  [/(Time|Date|After|Before)$/, ['2026-11-22T00:00:00Z', '2026-11-22T00:00:00.000Z']],
  [/Token$|Marker$/, ['ZnJvbTox', 'x', 'ZnJvbTo5OTk=']],
  [/SnapshotId$/, ['snap-0f1eb4ea0000000a1']],
  [
    /Arn$|ARN$|Principal$/,
    ['arn:aws:iam::111122223333:root', 'arn:aws:s3:::random-bucket', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
  ],
];

/** Without one of these, which no model requires, most operations do nothing. */
const OFTEN = /(Id|Ids|Name|Names|Arn|Arns|Cidr\w*|Resources|Tags|InstanceType|MinSize|MaxSize)$/;

const STRANGE = ['', ' ', 'a', 'A-1', '0', '-1', '*', 'ü', '__proto__', 'constructor', '{}', '%', '/', 'x'.repeat(300)];

/** Inputs by the model: mostly such as a service accepts, with what it has answered before, and sometimes strange. */
export const randomInput = (shape: StructureShape, known: Known, random: () => number): Record<string, unknown> => {
  const rich = random() < 0.4;
  const oneOf = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const whole = (from: number, until: number): number => from + Math.floor(random() * (until - from + 1));

  const text = (to: ScalarShape, name: string): string => {
    if (to.enum !== undefined && random() < 0.97) return oneOf([...to.enum]) ?? '';
    const told = known.get(singular(name)) ?? [];
    const usual = USUAL.find(([pattern]) => pattern.test(singular(name)))?.[1] ?? [];
    const chance = random();
    if (chance < 0.04) return oneOf(STRANGE) ?? '';
    const chosen = oneOf(chance < 0.9 && told.length > 0 ? told.slice(-12) : usual) ?? oneOf(told) ?? `r${whole(0, 9)}`;
    return to.min !== undefined && chosen.length < to.min && to.min < 100 ? chosen.padEnd(to.min, 'a') : chosen;
  };

  const number = ({ min = 0, max = 100 }: ScalarShape): number =>
    random() < 0.9 ? whole(min, Math.min(max, min + 20)) : (oneOf([min, max, -1, 0, 2_147_483_647]) ?? 0);

  const value = (to: Shape, name: string, depth: number): unknown => {
    switch (to.type) {
      case 'structure':
        return to.document ? { a: [1, null] } : structure(to, depth + 1);
      case 'list': {
        const most = Math.min(to.max ?? 2, 2);
        const least = Math.min(Math.max(to.min ?? 0, random() < 0.9 ? 1 : 0), 3);
        return Array.from({ length: whole(least, Math.max(least, most)) }, () => value(to.element, name, depth + 1));
      }
      case 'map': {
        const key = to.key.type === 'string' ? text(to.key, `${name}Key`) : 'a';
        return { [key]: value(to.value, name, depth + 1) };
      }
      case 'string':
        return text(to, name);
      case 'integer':
      case 'long':
        return number(to);
      case 'float':
      case 'double':
        return random() < 0.5 ? number(to) : random() * 10;
      case 'boolean':
        return random() < 0.5;
      case 'blob':
        return Buffer.from(Array.from({ length: whole(1, 40) }, () => whole(0, 255)));
      case 'timestamp':
        return new Date(Date.now() + whole(-40, 40) * 86_400_000);
    }
  };

  const structure = (to: StructureShape, depth: number): Record<string, unknown> => {
    const chosen = [...to.members].filter(([name]) => {
      // A client that announces more than it sends is waited for.
      if (name === 'ContentLength') return false;
      if (name === 'DryRun') return random() < 0.03;
      if (name === 'Body' || to.required.includes(name)) return random() < 0.98;
      return random() < (depth > 2 ? 0.05 : OFTEN.test(name) ? 0.5 : rich ? 0.2 : 0.02);
    });
    return Object.fromEntries(chosen.map(([name, member]) => [name, value(member, name, depth)]));
  };
  return structure(shape, 0);
};

/** What the SDK says of the transport, and streams. */
const UNREAD = new Set(['$metadata', 'Body']);

/** Remembers every text of an answer under the name of the member that holds it. */
export const learn = (known: Known, answer: unknown, name = ''): void => {
  if (typeof answer === 'string') {
    const told = known.get(name) ?? [];
    if (answer.length < 300 && !told.includes(answer)) known.set(name, [...told.slice(-40), answer]);
  } else if (Array.isArray(answer)) for (const each of answer) learn(known, each, name);
  else if (typeof answer === 'object' && answer !== null && !ArrayBuffer.isView(answer))
    for (const [key, each] of Object.entries(answer)) if (!UNREAD.has(key)) learn(known, each, singular(key));
};

const singular = (name: string): string => name.replace(/(?<=Id|ID|Name|Arn|ARN|Key|Group|Type|Token)s$/, '');
