import { z } from 'zod';

/** The ARN of an IAM role. */
export const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of a role');

/** What sts:AssumeRole takes as ExternalId (AWS STS API Reference). */
export const externalId = z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be an external id of 2 to 1,224 characters');

/** The ARN of a key of AWS KMS, not of an alias. */
export const kmsKeyArn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,64}$/;
