import { AwsFailure, type Place } from '../../operation.js';
import { cidrText, contains, overlap, parseCidr, type Cidr } from '../cidr.js';
import { subnetsIn, vpcsIn } from './network-records.js';

const blocksOf = (texts: readonly string[]): readonly Cidr[] => texts.flatMap((text) => parseCidr(text) ?? []);

/** A new subnet's IPv4 block in canonical form: /16 to /28, within the VPC, and apart from all other subnets. */
export const checkIpv4Block = (place: Place, vpcId: string, text: string): string => {
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  if (cidr?.version !== 4)
    throw new AwsFailure(
      'InvalidParameterValue',
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  const within = blocksOf(
    vpcsIn(place)
      .get(vpcId)
      ?.cidrs.map((one) => one.cidr) ?? [],
  );
  if (cidr.bits < 16 || cidr.bits > 28 || !within.some((block) => contains(block, cidr)))
    throw new AwsFailure('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`);
  const others = subnetsIn(place)
    .all()
    .filter((one) => one.vpcId === vpcId)
    .map((one) => one.cidr);
  if (blocksOf(others).some((block) => overlap(block, cidr)))
    throw new AwsFailure('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`);
  return cidrText(cidr);
};

/** A subnet's IPv6 block in canonical form: a /64 of the VPC's, apart from all other subnets. */
export const checkIpv6Block = (place: Place, vpcId: string, text: string): string => {
  const cidr = parseCidr(text);
  const within = blocksOf(
    vpcsIn(place)
      .get(vpcId)
      ?.ipv6.map((one) => one.cidr) ?? [],
  );
  if (cidr?.version !== 6 || cidr.bits !== 64 || !within.some((block) => contains(block, cidr)))
    throw new AwsFailure('InvalidSubnet.Range', `The IPv6 CIDR '${text}' is invalid.`);
  const others = subnetsIn(place)
    .all()
    .flatMap((one) => (one.vpcId === vpcId ? (one.ipv6?.cidr ?? []) : []));
  if (blocksOf(others).some((block) => overlap(block, cidr)))
    throw new AwsFailure('InvalidSubnet.Conflict', `The IPv6 CIDR '${text}' conflicts with another subnet`);
  return cidrText(cidr);
};
