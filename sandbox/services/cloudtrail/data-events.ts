// "CloudTrail management events and data events" per service: Amazon S3 User Guide "Amazon S3 CloudTrail events",
// AWS CloudTrail User Guide "Logging data events".
const S3_OBJECT_LEVEL =
  /^((Get|Put|Delete|Head|Copy|Restore|Rename)Object|DeleteObjects|List(Objects|ObjectsV2|ObjectVersions|Parts)|UploadPart|HeadBucket|SelectObjectContent|(Create|Complete|Abort)MultipartUpload)/;
const S3_BUCKET_LEVEL = /^(Get|Put)ObjectLockConfiguration$/;

const OTHERS: Readonly<Record<string, RegExp>> = {
  dynamodb:
    /^((Batch)?(Get|Put|Update|Delete|Write)Item|Query|Scan|Transact(Get|Write)Items|(Batch)?Execute(Statement|Transaction))$/,
  ebs: /Snapshot|Block/,
  lambda: /^Invoke/,
  sns: /^Publish/,
  sqs: /Message/,
};

/** Whether CloudTrail takes the operation for a data event: such never show in LookupEvents. */
export const isDataEvent = (service: string, operation: string): boolean => {
  if (service === 's3') return S3_OBJECT_LEVEL.test(operation) && !S3_BUCKET_LEVEL.test(operation);
  return OTHERS[service]?.test(operation) ?? false;
};
