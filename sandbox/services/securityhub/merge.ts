import type { AwsSecurityFinding, FindingProviderFields } from '@aws-sdk/client-securityhub';
import type { Place } from '../operation.js';
import type { FindingRecord } from './records.js';
import { wholeSeverity } from './severity.js';

/**
 * What becomes of a finding when its provider sends it ("BatchImportFindings for finding providers"): the note, the
 * workflow, the verification and the user's fields stay the customer's; severity and the like follow the provider until
 * the customer has changed them. A finding that is older than what there is changes nothing.
 */
export const merged = (place: Place, before: FindingRecord | undefined, sent: AwsSecurityFinding): FindingRecord => {
  if (before !== undefined && Date.parse(sent.UpdatedAt ?? '') < Date.parse(before.finding.UpdatedAt ?? ''))
    return before;
  const now = place.world.clock.now();
  const finding = {
    ...sent,
    ...fromProvider(sent),
    Region: place.region,
    RecordState: sent.RecordState ?? 'ACTIVE',
    ProductFields: {
      ...sent.ProductFields,
      'aws/securityhub/FindingId': `${sent.ProductArn}/${sent.Id}`,
      'aws/securityhub/ProductName': sent.ProductName ?? '',
      'aws/securityhub/CompanyName': sent.CompanyName ?? '',
    },
    ProcessedAt: new Date(now).toISOString(),
  };
  const byCustomer = before?.byCustomer ?? [];
  return {
    finding: { ...finding, ...(before === undefined ? started(finding) : kept(before.finding, finding, byCustomer)) },
    processedAt: now,
    byCustomer,
  };
};

/** Each of the fields that providers and customers share is told twice: as the provider's, and as what holds. */
const fromProvider = (sent: AwsSecurityFinding): Partial<AwsSecurityFinding> => {
  const told = sent.FindingProviderFields;
  const severity = wholeSeverity({ ...sent.Severity, ...told?.Severity });
  const types = told?.Types ?? sent.Types ?? [];
  const provider: FindingProviderFields = {
    ...told,
    Severity: { Label: severity.Label, ...(severity.Original && { Original: severity.Original }) },
    Types: types,
  };
  const confidence = told?.Confidence ?? sent.Confidence;
  const criticality = told?.Criticality ?? sent.Criticality;
  return {
    FindingProviderFields: provider,
    Severity: severity,
    Types: types,
    ...(confidence !== undefined && { Confidence: confidence }),
    ...(criticality !== undefined && { Criticality: criticality }),
  };
};

// AWS still answers the older `WorkflowState` beside `Workflow`.
const NEW = { Workflow: { Status: 'NEW' }, WorkflowState: 'NEW' } as const;

const started = (finding: AwsSecurityFinding): Partial<AwsSecurityFinding> => ({
  ...NEW,
  ...(finding.Workflow && { Workflow: finding.Workflow }),
});

const CUSTOMERS = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow', 'WorkflowState'] as const;

const kept = (
  before: AwsSecurityFinding,
  after: AwsSecurityFinding,
  byCustomer: readonly string[],
): Partial<AwsSecurityFinding> => ({
  ...Object.fromEntries([...CUSTOMERS, ...byCustomer].map((name) => [name, before[name as 'Note']])),
  CreatedAt: before.CreatedAt,
  ...(isBack(before, after) && NEW),
});

/** "Workflow.Status" (ASFF): a finding that was dealt with is new again when it comes back. */
const isBack = (before: AwsSecurityFinding, after: AwsSecurityFinding): boolean =>
  (before.Workflow?.Status === 'RESOLVED' || before.Workflow?.Status === 'NOTIFIED') &&
  ((before.RecordState === 'ARCHIVED' && after.RecordState === 'ACTIVE') ||
    (before.Compliance?.Status === 'PASSED' &&
      ['FAILED', 'WARNING', 'NOT_AVAILABLE'].includes(after.Compliance?.Status ?? '')));
