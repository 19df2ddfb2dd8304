import type {
  DescribeSessionsRequest,
  DescribeSessionsResponse,
  ResumeSessionRequest,
  ResumeSessionResponse,
  Session,
  SessionFilter,
  StartSessionRequest,
  StartSessionResponse,
  TerminateSessionRequest,
  TerminateSessionResponse,
} from '@aws-sdk/client-ssm';
import { AwsFailure, operation, type Call, type Need, type Operations, type Place } from '../operation.js';
import { page } from '../paging.js';
import { documentArn, onInstance, sessionArn } from './arns.js';
import { parametersFor } from './document-parameters.js';
import { INVALID_TOKEN, invalidDocument, notSimulated } from './failures.js';
import { contentOf, documentAt } from './library.js';
import { sessionsIn, type SessionRecord } from './records.js';
import { closeSession, endOf, openSession, streamOf } from './sessions.js';

/** How long ended sessions stay in the history. */
const HISTORY_MS = 30 * 86_400_000;

// Who may end a session is usually told by the tags that Session Manager gives it.
const onSession =
  (action: string) =>
  (call: Call, { SessionId = '' }: { readonly SessionId?: string | undefined }): readonly Need[] => {
    const session = sessionsIn(call).get(SessionId);
    return [
      {
        action,
        resources: [sessionArn(call, SessionId)],
        context: {
          'aws:ResourceTag/aws:ssmmessages:session-id': session?.ownerUserId ?? '',
          'ssm:resourceTag/aws:ssmmessages:session-id': session?.ownerUserId ?? '',
          'aws:ResourceTag/aws:ssmmessages:target-id': session?.target ?? '',
          'ssm:resourceTag/aws:ssmmessages:target-id': session?.target ?? '',
        },
      },
    ];
  };

const startNeeds = (call: Call, { Target = '', DocumentName }: StartSessionRequest): readonly Need[] => [
  onInstance(call, 'ssm:StartSession', Target),
  ...(DocumentName === undefined ? [] : [{ action: 'ssm:StartSession', resources: [documentArn(call, DocumentName)] }]),
];

const view = (place: Place, one: SessionRecord): Session => {
  const end = endOf(place, one);
  return {
    SessionId: one.id,
    Target: one.target,
    Status: end === undefined ? 'Connected' : 'Terminated',
    StartDate: new Date(one.startedAt),
    ...(end !== undefined && { EndDate: new Date(end) }),
    DocumentName: one.documentName,
    Owner: one.owner,
    ...(one.reason !== undefined && { Reason: one.reason }),
    OutputUrl: {},
    AccessType: 'Standard',
  };
};

const passes = (one: Session, { key, value = '' }: SessionFilter): boolean => {
  switch (key) {
    case 'InvokedAfter':
      return (one.StartDate?.getTime() ?? 0) > momentOf(value);
    case 'InvokedBefore':
      return (one.StartDate?.getTime() ?? 0) < momentOf(value);
    case 'Target':
      return one.Target === value;
    case 'Owner':
      return one.Owner === value;
    case 'Status':
      return one.Status === value;
    case 'SessionId':
      return one.SessionId === value;
    case 'AccessType':
      return one.AccessType === value;
    default:
      throw new AwsFailure('InvalidFilterKey', 'The specified key is not valid.');
  }
};

const momentOf = (value: string): number => {
  const moment = Date.parse(value);
  if (Number.isNaN(moment))
    throw new AwsFailure('ValidationException', `The filter value ${value} is not a timestamp.`);
  return moment;
};

/** StartSession, ResumeSession, TerminateSession, DescribeSessions. */
export const sessionOperations: Operations = {
  StartSession: operation<StartSessionRequest, StartSessionResponse>((call, input) => {
    const { Target = '', DocumentName, Reason, Parameters = {} } = input;
    if (!/^i-[0-9a-f]+$/.test(Target)) throw notSimulated(`a session with ${Target}`);
    if (DocumentName !== undefined) {
      const document = documentAt(call, DocumentName);
      if (document.type !== 'Session') throw invalidDocument(document.name);
      const given = Object.fromEntries(Object.entries(Parameters).map(([name, values]) => [name, values ?? []]));
      parametersFor(contentOf(document), given);
    }
    const session = openSession(call, {
      target: Target,
      owner: call.caller,
      documentName: DocumentName,
      reason: Reason,
    });
    if (session === undefined) throw new AwsFailure('TargetNotConnected', `${Target} is not connected.`);
    return streamOf(call, session.id);
  }, startNeeds),

  ResumeSession: operation<ResumeSessionRequest, ResumeSessionResponse>((call, { SessionId = '' }) => {
    const session = sessionsIn(call).get(SessionId);
    if (session === undefined || endOf(call, session) !== undefined)
      throw new AwsFailure('DoesNotExistException', `Session ${SessionId} does not exist or is terminated.`);
    return streamOf(call, SessionId);
  }, onSession('ssm:ResumeSession')),

  TerminateSession: operation<TerminateSessionRequest, TerminateSessionResponse>((call, { SessionId = '' }) => {
    closeSession(call, SessionId);
    return { SessionId };
  }, onSession('ssm:TerminateSession')),

  DescribeSessions: operation<DescribeSessionsRequest, DescribeSessionsResponse>((call, input) => {
    const now = call.world.clock.now();
    const found = sessionsIn(call)
      .all()
      .filter((one) => {
        const end = endOf(call, one);
        return input.State === 'Active' ? end === undefined : end !== undefined && now - end < HISTORY_MS;
      })
      .map((one) => view(call, one))
      .filter((one) => (input.Filters ?? []).every((filter) => passes(one, filter)))
      .reverse();
    const { MaxResults: max, NextToken: token } = input;
    const { items, next } = page(found, { max, token, usual: 200, invalid: INVALID_TOKEN });
    return { Sessions: [...items], ...(next && { NextToken: next }) };
  }),
};
