import { z } from 'zod';
import type { Finding, FindingSeverity } from '../../workflows/contract/case.js';
import { kept, principalOf, said, severityNamed, when } from './kept.js';

const text = said.optional();
const severity = z.object({ Label: text, Normalized: z.number().optional() });

// AWS Security Hub CSPM API Reference, "AwsSecurityFinding".
const shape = z.object({
  SchemaVersion: said,
  Id: said,
  ProductArn: said,
  ProductName: text,
  AwsAccountId: text,
  Region: text,
  Types: z.array(said).max(50).optional(),
  Title: text,
  Severity: severity.optional(),
  FirstObservedAt: text,
  CreatedAt: text,
  Resources: z
    .array(
      z.object({
        Id: said,
        Details: z
          .object({
            AwsIamAccessKey: z.object({ PrincipalName: text, PrincipalType: text, UserName: text }).optional(),
          })
          .optional(),
      }),
    )
    .max(32),
});

// "Severity": what a `Normalized` of so much is as a `Label`.
const labelled = (value: number): FindingSeverity =>
  value >= 90 ? 'critical' : value >= 70 ? 'high' : value >= 40 ? 'medium' : value >= 1 ? 'low' : 'informational';

/** A finding in the AWS Security Finding Format; null when it is none. */
export const fromAsff = (value: unknown): Finding | null => {
  const { data } = shape.safeParse(value);
  if (!data) return null;
  return kept({
    // `arn:aws:securityhub:REGION::product/aws/guardduty`, where the product has no name.
    provider: data.ProductName ?? data.ProductArn.split('/').at(-1) ?? '',
    id: data.Id,
    type: data.Types?.[0] ?? '',
    title: data.Title ?? '',
    severity: severityNamed(data.Severity?.Label ?? '') ?? labelled(data.Severity?.Normalized ?? 0),
    account: data.AwsAccountId ?? null,
    region: data.Region ?? null,
    firstSeen: when(data.FirstObservedAt),
    createdAt: when(data.CreatedAt),
    resources: data.Resources.flatMap(({ Id, Details }) => {
      const { PrincipalName, PrincipalType, UserName } = Details?.AwsIamAccessKey ?? {};
      return [Id, principalOf(PrincipalType, PrincipalName ?? UserName)];
    }),
  });
};
