/** Who made a call, as "CloudTrail userIdentity element" (AWS CloudTrail User Guide) has it. */
export type UserIdentity = {
  readonly type: 'Root' | 'IAMUser' | 'AssumedRole' | 'FederatedUser' | 'AWSAccount' | 'AWSService' | 'Unknown';
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly sessionContext?: {
    readonly sessionIssuer?: {
      readonly type: 'Role' | 'IAMUser' | 'Root';
      readonly principalId: string;
      readonly arn: string;
      readonly accountId: string;
      readonly userName: string;
    };
    readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false' };
  };
  readonly invokedBy?: string;
};

/** What CloudTrail writes of a request or an answer: names in lower camel case. */
export type Elements = Readonly<Record<string, unknown>> | null;

/** One record, version 1.11 of "CloudTrail record contents" (AWS CloudTrail User Guide). */
export type CloudTrailEvent = {
  readonly eventVersion: '1.11';
  readonly userIdentity: UserIdentity;
  /** UTC, in whole seconds. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Elements;
  /** null for reads and for what failed. */
  readonly responseElements: Elements;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly { readonly accountId?: string; readonly type?: string; readonly ARN: string }[];
  readonly eventType: 'AwsApiCall';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  /** The same in every account that has a record of the call. */
  readonly sharedEventID?: string;
  readonly eventCategory: 'Management' | 'Data';
};

/** A time as records write it: UTC, in whole seconds. */
export const eventTimeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
