/**
 * The actions of AWS's ReadOnlyAccess for the services that incidents are about, by service. AWS's own lists many more
 * services: whoever relies on those is refused here.
 */
export const readOnlyActions: Readonly<Record<string, string>> = {
  'access-analyzer':
    'GetAccessPreview GetAnalyzedResource GetAnalyzer GetArchiveRule GetFinding GetFindingsStatistics GetGeneratedPolicy ListAccessPreviewFindings ListAccessPreviews ListAnalyzedResources ListAnalyzers ListArchiveRules ListFindings ListPolicyGenerations ListTagsForResource ValidatePolicy',
  autoscaling: 'Describe* GetPredictiveScalingForecast',
  cloudtrail: 'Describe* Get* List* LookupEvents',
  cloudwatch: 'Describe* GenerateQuery GenerateQueryResultsSummary Get* List*',
  config:
    'BatchGetAggregateResourceConfig BatchGetResourceConfig Deliver* Describe* Get* List* SelectAggregateResourceConfig SelectResourceConfig',
  ec2: 'Describe* DescribeInstanceImageMetadata Get* ListImagesInRecycleBin ListSnapshotsInRecycleBin ListVolumesInRecycleBin SearchLocalGatewayRoutes SearchTransitGatewayMulticastGroups SearchTransitGatewayRoutes',
  elasticloadbalancing: 'Describe*',
  guardduty: 'Describe* Get* List*',
  iam: 'Generate* Get* List* Simulate*',
  kms: 'Describe* Get* List*',
  logs: 'Describe* FilterLogEvents Get* ListAggregateLogGroupSummaries ListAnomalies ListEntitiesForLogGroup ListIntegrations ListLogAnomalyDetectors ListLogDeliveries ListLogGroupsForEntity ListLogGroupsForQuery ListScheduledQueries ListSourcesForS3TableIntegration ListTagsForResource ListTagsLogGroup StartLiveTail StartQuery StopLiveTail StopQuery TestMetricFilter',
  organizations: 'Describe* List*',
  s3: 'DescribeJob Get* List*',
  securityhub:
    'BatchGetAutomationRules BatchGetConfigurationPolicyAssociations BatchGetControlEvaluations BatchGetSecurityControls BatchGetStandardsControlAssociations Describe* Get* List*',
  sns: 'Check* Get* List*',
  sqs: 'Get* List* Receive*',
  ssm: 'Describe* Get* List*',
  sts: 'GetAccessKeyInfo GetCallerIdentity GetSessionToken',
  tag: 'DescribeReportCreation Get*',
};
