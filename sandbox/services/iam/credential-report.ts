import type { GenerateCredentialReportResponse, GetCredentialReportResponse } from '@aws-sdk/client-iam';
import { AwsFailure, operation, type Operations } from '../operation.js';
import { reportLines } from './report-lines.js';
import { scopeOf, type Home } from './records.js';

/** A report, as it is kept; it can be read from `readyAt` on. */
type Report = { readonly readyAt: number; readonly content: string };

const MAKING_MS = 2_000;
/** A report is made anew when the last one is older ("Getting credential reports"). */
const KEPT_MS = 4 * 3_600_000;

const reportsIn = (home: Home) => home.world.table<Report>('iam.credentialReports', scopeOf(home));

/** GenerateCredentialReport, GetCredentialReport. */
export const credentialReportOperations: Operations = {
  GenerateCredentialReport: operation<object, GenerateCredentialReportResponse>((call) => {
    const now = call.world.clock.now();
    const report = reportsIn(call).get('report');
    if (report !== undefined && now < report.readyAt) return { State: 'INPROGRESS' };
    if (report !== undefined && now < report.readyAt + KEPT_MS) return { State: 'COMPLETE' };
    reportsIn(call).put('report', { readyAt: now + MAKING_MS, content: reportLines(call).join('\n') });
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
  }),

  GetCredentialReport: operation<object, GetCredentialReportResponse>((call) => {
    const now = call.world.clock.now();
    const report = reportsIn(call).get('report');
    if (report === undefined)
      throw new AwsFailure('ReportNotPresent', 'The specified report does not exist or has expired', 410);
    if (now < report.readyAt) throw new AwsFailure('ReportInProgress', 'Report generation is in progress', 404);
    if (now >= report.readyAt + KEPT_MS) throw new AwsFailure('ReportExpired', 'The report has expired', 410);
    return {
      Content: Buffer.from(report.content),
      ReportFormat: 'text/csv',
      GeneratedTime: new Date(report.readyAt),
    };
  }),
};
