import type { Context } from '../../policies/context.js';
import type { Request } from '../perform.js';

/** Services with one endpoint for the whole partition: requests to them are made in us-east-1. */
const GLOBAL = new Set(['iam', 'organizations', 'route53', 'cloudfront', 'shield']);

/**
 * The global condition keys that are about the request ("AWS global condition context keys"). Times are of the real
 * clock, like everything that authentication compares. The sandbox's wire counts as TLS, which AWS's endpoints have.
 */
export const requestContext = ({ service, region, sourceIp, userAgent }: Request): Context => {
  const now = Date.now();
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1_000)),
    'aws:SecureTransport': 'true',
    'aws:SourceIp': sourceIp,
    'aws:RequestedRegion': GLOBAL.has(service.name) ? 'us-east-1' : region,
    ...(userAgent !== undefined && { 'aws:UserAgent': userAgent }),
  };
};
