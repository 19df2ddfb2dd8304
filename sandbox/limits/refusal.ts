import { AwsFailure } from '../services/operation.js';

type Refusal = readonly [code: string, message: string, status: number];

const QUERY: Refusal = ['Throttling', 'Rate exceeded', 400];
const JSON_1_1: Refusal = ['ThrottlingException', 'Rate exceeded', 400];
const REST_JSON: Refusal = ['TooManyRequestsException', 'Too Many Requests', 429];

const refusals: Readonly<Record<string, Refusal>> = {
  ec2: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  iam: QUERY,
  sts: QUERY,
  autoscaling: QUERY,
  elasticloadbalancing: JSON_1_1,
  s3: ['SlowDown', 'Please reduce your request rate.', 503],
  kms: [
    'ThrottlingException',
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    400,
  ],
  guardduty: REST_JSON,
  securityhub: REST_JSON,
};

/** How `service` refuses a request that came too fast. */
export const throttled = (service: string): AwsFailure => new AwsFailure(...(refusals[service] ?? JSON_1_1));
