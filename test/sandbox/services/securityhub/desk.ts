import type { AwsSecurityFinding, BatchImportFindingsResponse } from '@aws-sdk/client-securityhub';
import { securityhub } from '../../../../sandbox/services/securityhub/index.js';
import { ACCOUNT, openBench, REGION, type Bench } from '../harness.js';

/** The product under which the account imports findings. */
export const PRODUCT = `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`;

/** A finding as a provider would import it, but for what `rest` says. */
export const finding = (Id: string, rest: Partial<AwsSecurityFinding> = {}): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id,
  ProductArn: PRODUCT,
  GeneratorId: 'test',
  AwsAccountId: ACCOUNT,
  Types: ['TTPs/Discovery'],
  CreatedAt: '2026-11-22T10:00:00Z',
  UpdatedAt: '2026-11-22T10:00:00Z',
  Severity: { Label: 'HIGH' },
  Title: 'A finding',
  Description: 'Something was found.',
  Resources: [{ Type: 'AwsEc2Instance', Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0123` }],
  ...rest,
});

/** A bench with Security Hub switched on, and shorter ways to ask it. */
export type Desk = Bench & {
  readonly ask: <T = Record<string, never>>(operation: string, input?: object) => T;
  readonly refused: (operation: string, input?: object) => string;
  readonly imported: (...findings: readonly AwsSecurityFinding[]) => BatchImportFindingsResponse;
  readonly got: (input?: object) => AwsSecurityFinding[];
  readonly ids: (filters?: object) => readonly (string | undefined)[];
};

export const openDesk = (): Desk => {
  const bench = openBench([securityhub]);
  bench.call(securityhub, 'EnableSecurityHub');
  const ask: Desk['ask'] = (operation, input) => bench.call(securityhub, operation, input);
  const got: Desk['got'] = (input) => ask<{ Findings: AwsSecurityFinding[] }>('GetFindings', input).Findings;
  return {
    ...bench,
    ask,
    refused: (operation, input) => bench.refusal(securityhub, operation, input),
    imported: (...Findings) => ask('BatchImportFindings', { Findings }),
    got,
    ids: (Filters) => got(Filters && { Filters }).map((one) => one.Id),
  };
};
