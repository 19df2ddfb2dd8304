"""What keeps evidence in S3: Object Lock, policies, public access, encryption."""

import datetime
import json

from steps import client, refusal, step


def tour():
    s3 = client("s3")
    bucket = "tour-evidence"
    soon = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=2)

    with step("s3", "CreateBucket with Object Lock, PutObjectLockConfiguration"):
        s3.create_bucket(
            Bucket=bucket, ObjectLockEnabledForBucket=True, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        rule = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
        s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=rule)
        assert s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"] == rule

    with step("s3", "PutObject under lock, PutObjectRetention, GetObjectRetention"):
        lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": soon}
        put = s3.put_object(Bucket=bucket, Key="evidence", Body=b"e", **lock)
        version = {"Bucket": bucket, "Key": "evidence", "VersionId": put["VersionId"]}
        kept = s3.get_object_retention(**version)["Retention"]
        assert kept == {"Mode": "COMPLIANCE", "RetainUntilDate": soon}, kept
        later = soon + datetime.timedelta(days=1)
        s3.put_object_retention(**version, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": later})

    with refusal("s3", "PutObjectRetention that shortens", "AccessDenied", 403):
        s3.put_object_retention(**version, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": soon})

    with refusal("s3", "DeleteObject of a locked version", "AccessDenied", 403):
        s3.delete_object(**version, BypassGovernanceRetention=True)

    with step("s3", "PutObjectLegalHold, GetObjectLegalHold"):
        s3.put_object_legal_hold(**version, LegalHold={"Status": "ON"})
        assert s3.get_object_legal_hold(**version)["LegalHold"] == {"Status": "ON"}
        assert s3.head_object(**version)["ObjectLockLegalHoldStatus"] == "ON"

    with step("s3", "PutPublicAccessBlock, PutBucketEncryption, PutBucketTagging, PutBucketLifecycleConfiguration"):
        block = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
        assert s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"] == block
        rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
        read = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
        assert read["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}, read
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "case", "Value": "1"}]})
        assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == [{"Key": "case", "Value": "1"}]

    with step("s3", "PutBucketPolicy, GetBucketPolicy, GetBucketPolicyStatus"):
        everyone = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
        policy = {"Version": "2012-10-17", "Statement": [everyone]}
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
        assert json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]) == policy
        assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"] is False

    with refusal("s3", "DeleteObject against the policy", "AccessDenied", 403):
        s3.delete_object(Bucket=bucket, Key="evidence")

    with refusal("s3", "PutBucketPolicy that is no policy", "MalformedPolicy", 400):
        s3.put_bucket_policy(Bucket=bucket, Policy="{}")

    with refusal("s3", "GetBucketWebsite, which is not simulated", "UnsupportedInSandbox", 501):
        s3.get_bucket_website(Bucket=bucket)
