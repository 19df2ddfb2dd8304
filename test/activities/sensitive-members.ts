import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as guardduty from '@aws-sdk/client-guardduty';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import * as securityhub from '@aws-sdk/client-securityhub';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';

const packages = { autoscaling, cloudtrail, ec2, elb, elbv2, guardduty, iam, kms, s3, securityhub, ssm, sts };

// The SDK carries the models as lists: [3, namespace, name, traits, members, their schemas] for a structure, and traits
// as bits, of which 8 is smithy.api#sensitive, or as an object of names (@smithy/core, submodules/schema).
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const resolved = (schema: unknown): unknown => (typeof schema === 'function' ? (schema as () => unknown)() : schema);
const areSensitive = (traits: unknown): boolean =>
  typeof traits === 'number'
    ? (traits & 8) === 8
    : typeof traits === 'object' && traits !== null && 'sensitive' in traits && Boolean(traits.sensitive);

const isSensitive = (member: unknown): boolean => {
  const schema = resolved(member);
  if (!isList(schema)) return false;
  const isMemberWithTraits = schema.length === 2 && typeof schema[0] !== 'number';
  return isMemberWithTraits ? areSensitive(schema[1]) || isSensitive(schema[0]) : areSensitive(schema[3]);
};

/** Every member that AWS's own models of the services we use mark as sensitive, as `service:Member`. */
export const sensitiveMembers = (): readonly string[] => {
  const found = Object.entries(packages).flatMap(([service, exported]) =>
    Object.values(exported).flatMap((schema: unknown) => {
      if (!isList(schema) || !isList(schema[4]) || !isList(schema[5])) return [];
      const schemas = schema[5];
      return schema[4].filter((_, at) => isSensitive(schemas[at])).map((member) => `${service}:${String(member)}`);
    }),
  );
  return [...new Set(found)].sort();
};
