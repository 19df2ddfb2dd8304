import type { Service } from '../operation.js';
import { aclOperations } from './acls.js';
import { attributeOperations } from './attributes.js';
import { bucketEncryptionOperations } from './bucket-encryption.js';
import { bucketSettingOperations } from './bucket-settings.js';
import { bucketOperations } from './buckets.js';
import { completeOperations } from './complete-upload.js';
import { copyOperations } from './copy-object.js';
import { createBucketOperations } from './create-bucket.js';
import { deleteOperations } from './delete-objects.js';
import { getObjectOperations } from './get-object.js';
import { listOperations } from './list-objects.js';
import { listUploadOperations } from './list-uploads.js';
import { listVersionOperations } from './list-versions.js';
import { lockConfigurationOperations } from './lock-configuration.js';
import { objectLockOperations } from './object-lock.js';
import { objectTaggingOperations } from './object-tagging.js';
import { policyOperations } from './policies.js';
import { publicAccessOperations } from './public-access.js';
import { putObjectOperations } from './put-object.js';
import { bucketOwner, bucketResourcePolicy } from './resource-policy.js';
import { partOperations } from './upload-parts.js';
import { uploadOperations } from './uploads.js';

/** Amazon S3: general purpose buckets. */
export const s3: Service = {
  name: 's3',
  model: 's3',
  families: [
    createBucketOperations,
    bucketOperations,
    putObjectOperations,
    getObjectOperations,
    attributeOperations,
    deleteOperations,
    copyOperations,
    listOperations,
    listVersionOperations,
    uploadOperations,
    partOperations,
    completeOperations,
    listUploadOperations,
    objectLockOperations,
    lockConfigurationOperations,
    policyOperations,
    publicAccessOperations,
    aclOperations,
    bucketEncryptionOperations,
    bucketSettingOperations,
    objectTaggingOperations,
  ],
  resourcePolicy: bucketResourcePolicy,
  resourceOwner: bucketOwner,
};
