/** How the values of a filter are compared. */
export type FilterKind = 'string' | 'number' | 'date' | 'map' | 'ip' | 'keyword' | 'boolean';

/** What a filter looks at: where in the finding, and how. */
export type FilterField = { readonly kind: FilterKind; readonly path: string };

/** One filter a line: its name, and its path where that is another. Names: AwsSecurityFindingFilters (API Reference). */
const FIELDS: Readonly<Record<FilterKind, string>> = {
  string: `
    AwsAccountId
    AwsAccountName
    CompanyName
    ComplianceSecurityControlId Compliance.SecurityControlId
    ComplianceStatus Compliance.Status
    Description
    FindingProviderFieldsSeverityLabel FindingProviderFields.Severity.Label
    FindingProviderFieldsSeverityOriginal FindingProviderFields.Severity.Original
    FindingProviderFieldsTypes FindingProviderFields.Types
    GeneratorId
    Id
    MalwareName Malware.Name
    MalwarePath Malware.Path
    MalwareState Malware.State
    MalwareType Malware.Type
    NetworkDestinationDomain Network.DestinationDomain
    NetworkDirection Network.Direction
    NetworkProtocol Network.Protocol
    NetworkSourceDomain Network.SourceDomain
    NetworkSourceMac Network.SourceMac
    NoteText Note.Text
    NoteUpdatedBy Note.UpdatedBy
    ProcessName Process.Name
    ProcessPath Process.Path
    ProductArn
    ProductName
    RecommendationText Remediation.Recommendation.Text
    RecordState
    Region
    RelatedFindingsId RelatedFindings.Id
    RelatedFindingsProductArn RelatedFindings.ProductArn
    ResourceApplicationArn Resources.ApplicationArn
    ResourceApplicationName Resources.ApplicationName
    ResourceAwsEc2InstanceIamInstanceProfileArn Resources.Details.AwsEc2Instance.IamInstanceProfileArn
    ResourceAwsEc2InstanceImageId Resources.Details.AwsEc2Instance.ImageId
    ResourceAwsEc2InstanceKeyName Resources.Details.AwsEc2Instance.KeyName
    ResourceAwsEc2InstanceSubnetId Resources.Details.AwsEc2Instance.SubnetId
    ResourceAwsEc2InstanceType Resources.Details.AwsEc2Instance.Type
    ResourceAwsEc2InstanceVpcId Resources.Details.AwsEc2Instance.VpcId
    ResourceAwsIamAccessKeyPrincipalName Resources.Details.AwsIamAccessKey.PrincipalName
    ResourceAwsIamAccessKeyStatus Resources.Details.AwsIamAccessKey.Status
    ResourceAwsIamAccessKeyUserName Resources.Details.AwsIamAccessKey.UserName
    ResourceAwsIamUserUserName Resources.Details.AwsIamUser.UserName
    ResourceAwsS3BucketOwnerId Resources.Details.AwsS3Bucket.OwnerId
    ResourceId Resources.Id
    ResourcePartition Resources.Partition
    ResourceRegion Resources.Region
    ResourceType Resources.Type
    SeverityLabel Severity.Label
    SourceUrl
    ThreatIntelIndicatorCategory ThreatIntelIndicators.Category
    ThreatIntelIndicatorSource ThreatIntelIndicators.Source
    ThreatIntelIndicatorType ThreatIntelIndicators.Type
    ThreatIntelIndicatorValue ThreatIntelIndicators.Value
    Title
    Type Types
    VerificationState
    WorkflowState
    WorkflowStatus Workflow.Status`,
  number: `
    Confidence
    Criticality
    FindingProviderFieldsConfidence FindingProviderFields.Confidence
    FindingProviderFieldsCriticality FindingProviderFields.Criticality
    NetworkDestinationPort Network.DestinationPort
    NetworkSourcePort Network.SourcePort
    ProcessParentPid Process.ParentPid
    ProcessPid Process.Pid
    SeverityNormalized Severity.Normalized
    SeverityProduct Severity.Product`,
  date: `
    CreatedAt
    FirstObservedAt
    LastObservedAt
    NoteUpdatedAt Note.UpdatedAt
    ProcessLaunchedAt Process.LaunchedAt
    ProcessTerminatedAt Process.TerminatedAt
    ResourceAwsEc2InstanceLaunchedAt Resources.Details.AwsEc2Instance.LaunchedAt
    ResourceAwsIamAccessKeyCreatedAt Resources.Details.AwsIamAccessKey.CreatedAt
    ThreatIntelIndicatorLastObservedAt ThreatIntelIndicators.LastObservedAt
    UpdatedAt`,
  map: `
    ProductFields
    ResourceDetailsOther Resources.Details.Other
    ResourceTags Resources.Tags
    UserDefinedFields`,
  ip: `
    NetworkDestinationIpV4 Network.DestinationIpV4
    NetworkDestinationIpV6 Network.DestinationIpV6
    NetworkSourceIpV4 Network.SourceIpV4
    NetworkSourceIpV6 Network.SourceIpV6
    ResourceAwsEc2InstanceIpV4Addresses Resources.Details.AwsEc2Instance.IpV4Addresses
    ResourceAwsEc2InstanceIpV6Addresses Resources.Details.AwsEc2Instance.IpV6Addresses`,
  keyword: 'Keyword',
  boolean: 'Sample',
};

/** The filters, by name; findings can be sorted by the same names. */
export const filterFields: ReadonlyMap<string, FilterField> = new Map(
  (Object.entries(FIELDS) as [FilterKind, string][]).flatMap(([kind, lines]) =>
    lines
      .trim()
      .split(/\n\s*/)
      .map((line) => {
        const [name = '', path = name] = line.split(' ');
        return [name, { kind, path }] as const;
      }),
  ),
);

/** The values at a path of a finding; lists on the way count each. */
export const valuesAt = (finding: object, path: string): readonly unknown[] =>
  path.split('.').reduce<readonly unknown[]>(
    (values, step) =>
      values.flatMap((value) => {
        const part = (value as Readonly<Record<string, unknown>>)[step];
        return part === undefined || part === null ? [] : Array.isArray(part) ? (part as unknown[]) : [part];
      }),
    [finding],
  );
