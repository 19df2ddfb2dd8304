import { AwsFailure, type Call, type Need, type Place } from '../operation.js';
import { trailsOf, trailsSeenFrom, type TrailRecord } from './trail-records.js';

const ARN = /^arn:aws:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/(.+)$/;

/** The ARN of a trail by name in this account and Region. */
export const trailArn = ({ region, account }: Place, name: string): string =>
  `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;

/** The needs of an operation on one trail that may be given by name or ARN. */
export const onTrail =
  <Input>(action: string, nameOf: (input: Input) => string | undefined) =>
  (call: Call, input: Input): readonly Need[] => {
    const name = nameOf(input) ?? '';
    return [{ action: `cloudtrail:${action}`, resources: [name.startsWith('arn:') ? name : trailArn(call, name)] }];
  };

/**
 * A name as CloudTrail allows it ("Naming requirements for CloudTrail trails"): 3 to 128 letters, digits, periods,
 * underscores and dashes, beginning and ending with a letter or digit, no two of the others in a row, no IP address.
 */
export const checkTrailName = (name: string): void => {
  const problem =
    name.length < 3
      ? 'Trail name must be at least 3 characters.'
      : name.length > 128
        ? 'Trail name cannot be longer than 128 characters.'
        : !/^[A-Za-z0-9]/.test(name)
          ? 'Trail name must start with a letter or number.'
          : !/[A-Za-z0-9]$/.test(name)
            ? 'Trail name must end with a letter or number.'
            : /[^A-Za-z0-9._-]/.test(name) || /[._-]{2}/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name)
              ? 'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).'
              : undefined;
  if (problem !== undefined) throw new AwsFailure('InvalidTrailNameException', problem);
};

/** The trail of that name or ARN, as this Region sees it; fails as CloudTrail does. */
export const findTrail = (place: Place, nameOrArn: string): TrailRecord => {
  const trail = nameOrArn.startsWith('arn:') ? byArn(place, nameOrArn) : byName(place, nameOrArn);
  if (trail !== undefined) return trail;
  const arn = nameOrArn.startsWith('arn:') ? nameOrArn : trailArn(place, nameOrArn);
  throw new AwsFailure('TrailNotFoundException', `Unknown trail: ${arn} for the user: ${place.account}`);
};

/** The same for a change, which only the home Region makes. */
export const findTrailAtHome = (place: Place, nameOrArn: string): TrailRecord => {
  const trail = findTrail(place, nameOrArn);
  if (trail.home !== place.region)
    throw new AwsFailure('InvalidHomeRegionException', `Trail ${trail.arn} cannot be changed from ${place.region}.`);
  return trail;
};

const byArn = (place: Place, arn: string): TrailRecord | undefined => {
  if (!ARN.test(arn)) throw new AwsFailure('CloudTrailARNInvalidException', `Invalid trail ARN: ${arn}`);
  return trailsOf(place).find((trail) => trail.arn === arn);
};

const byName = (place: Place, name: string): TrailRecord | undefined => {
  checkTrailName(name);
  const seen = trailsSeenFrom(place).filter((trail) => trail.name === name);
  return seen.find((trail) => trail.home === place.region) ?? seen[0];
};
