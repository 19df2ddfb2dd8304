import type {
  AwsSecurityFinding,
  BatchImportFindingsRequest,
  BatchImportFindingsResponse,
} from '@aws-sdk/client-securityhub';
import { AwsFailure, operation, type Call, type Operations, type Place } from '../operation.js';
import { invalidInput } from './failures.js';
import { hubOf } from './hub.js';
import { merged } from './merge.js';
import { findingKey, findingsIn, hubIn } from './records.js';
import { findingProblem } from './validation.js';

const MOST_BYTES = 6 * 1024 * 1024;

/** The product under which an account imports findings of its own. */
const defaultProduct = ({ region, account }: Place): string =>
  `arn:aws:securityhub:${region}:${account}:product/${account}/default`;

/** Takes a finding from an AWS service, where Security Hub is switched on. To be called in a transaction. */
export const receiveFinding = (place: Place, finding: AwsSecurityFinding): void => {
  if (hubIn(place).get('hub') !== undefined) keep(place, finding);
};

/** BatchImportFindings: what is wrong with one finding does not keep the others out. */
export const importOperations: Operations = {
  BatchImportFindings: operation<BatchImportFindingsRequest, BatchImportFindingsResponse>(
    (call, { Findings = [] }) => {
      hubOf(call);
      if (Buffer.byteLength(JSON.stringify(Findings)) > MOST_BYTES) throw invalidInput('Findings is larger than 6 MB.');
      const failed = Findings.flatMap((finding) => {
        const problem = findingProblem(finding, call.account);
        if (problem !== undefined) return [{ Id: finding.Id, ErrorCode: 'InvalidInput', ErrorMessage: problem }];
        keep(call, {
          ...finding,
          ProductName: finding.ProductName ?? 'Default',
          CompanyName: finding.CompanyName ?? 'Personal',
        });
        return [];
      });
      return { FailedCount: failed.length, SuccessCount: Findings.length - failed.length, FailedFindings: failed };
    },
    (call, { Findings = [] }: BatchImportFindingsRequest) => {
      const products = [...new Set(Findings.map((finding) => finding.ProductArn ?? ''))];
      checkProducts(call, products);
      return [{ action: 'securityhub:BatchImportFindings', resources: products }];
    },
  ),
};

/** Nobody but a product's owner, or AWS, imports under it; that the account owns it is beyond its own policies. */
const checkProducts = (call: Call, products: readonly string[]): void => {
  const foreign = products.find((arn) => arn !== defaultProduct(call));
  if (foreign === undefined) return;
  const who = `User: ${call.caller.arn} is not authorized to perform: securityhub:BatchImportFindings`;
  throw new AwsFailure('AccessDeniedException', `${who} on resource: ${foreign}`, 403);
};

const keep = (place: Place, finding: AwsSecurityFinding): void => {
  const before = findingsIn(place).get(findingKey(finding));
  const after = merged(place, before, finding);
  if (after !== before) findingsIn(place).put(findingKey(finding), after);
};
