import type { Reaction } from '../world/agenda.js';
import type { World } from '../world/world.js';
import { autoscaling } from './autoscaling/index.js';
import { cloudtrail } from './cloudtrail/index.js';
import { ec2 } from './ec2/index.js';
import { elb } from './elb/index.js';
import { elbv2 } from './elbv2/index.js';
import { guardduty } from './guardduty/index.js';
import { iam } from './iam/index.js';
import { kms } from './kms/index.js';
import type { Service } from './operation.js';
import { s3control } from './s3/control.js';
import { s3 } from './s3/index.js';
import { securityhub } from './securityhub/index.js';
import { ssm } from './ssm/index.js';
import { sts } from './sts/index.js';

/** Every service that the sandbox plays itself: a new one is its folder and one line here. */
export const services: readonly Service[] = [
  autoscaling,
  cloudtrail,
  ec2,
  elb,
  elbv2,
  guardduty,
  iam,
  kms,
  s3,
  s3control,
  securityhub,
  ssm,
  sts,
];

/** What happens by itself later, of all services. */
export const reactionsOf = (world: World): ReadonlyMap<string, Reaction> =>
  new Map(services.flatMap((service) => Object.entries(service.reactions?.(world) ?? {})));
