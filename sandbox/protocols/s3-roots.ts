import type { ServiceModel } from './model.js';

/** The XML namespace of a service's answers, by the folder of its model. */
export const S3_NAMESPACE: ReadonlyMap<string, string> = new Map([
  ['s3', 'http://s3.amazonaws.com/doc/2006-03-01/'],
  ['s3control', 'http://awss3control.amazonaws.com/doc/2018-08-20/'],
]);

// The model does not name these elements; the pages of the operations in the Amazon S3 API Reference do.
const ROOTS: ReadonlyMap<string, string> = new Map([
  ['CompleteMultipartUpload', 'CompleteMultipartUploadResult'],
  ['CreateMultipartUpload', 'InitiateMultipartUploadResult'],
  ['DeleteObjects', 'DeleteResult'],
  ['GetBucketAccelerateConfiguration', 'AccelerateConfiguration'],
  ['GetBucketAcl', 'AccessControlPolicy'],
  ['GetBucketCors', 'CORSConfiguration'],
  ['GetBucketLifecycleConfiguration', 'LifecycleConfiguration'],
  ['GetBucketLocation', 'LocationConstraint'],
  ['GetBucketLogging', 'BucketLoggingStatus'],
  ['GetBucketNotificationConfiguration', 'NotificationConfiguration'],
  ['GetBucketRequestPayment', 'RequestPaymentConfiguration'],
  ['GetBucketTagging', 'Tagging'],
  ['GetBucketVersioning', 'VersioningConfiguration'],
  ['GetBucketWebsite', 'WebsiteConfiguration'],
  ['GetObjectAcl', 'AccessControlPolicy'],
  ['GetObjectAttributes', 'GetObjectAttributesResponse'],
  ['GetObjectTagging', 'Tagging'],
  ['ListBuckets', 'ListAllMyBucketsResult'],
  ['ListMultipartUploads', 'ListMultipartUploadsResult'],
  ['ListObjectVersions', 'ListVersionsResult'],
  ['ListObjects', 'ListBucketResult'],
  ['ListObjectsV2', 'ListBucketResult'],
  ['ListParts', 'ListPartsResult'],
]);

/** The element that holds the answer of a REST XML operation. */
export const rootName = ({ folder }: ServiceModel, operation: string): string =>
  (folder === 's3' ? ROOTS.get(operation) : undefined) ?? `${operation}Result`;
