"""S3 (the REST XML protocol): objects, lists in pages, versions, errors."""

import datetime
import io

import boto3

from steps import SOON, client, pages, refusal, step

def tour():
    s3 = client("s3")
    bucket = "tour-objects"

    with step("s3", "CreateBucket, waiter bucket_exists, ListBuckets"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.get_waiter("bucket_exists").wait(Bucket=bucket, WaiterConfig=SOON)
        assert bucket in {each["Name"] for each in s3.list_buckets()["Buckets"]}
        assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] == "eu-west-1"

    with refusal("s3", "CreateBucket twice", "BucketAlreadyOwnedByYou", 409):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    with step("s3", "PutObject, waiter object_exists, GetObject, HeadObject"):
        key = "a b/ü+%&?#.txt"
        put = s3.put_object(Bucket=bucket, Key=key, Body=b"hello", Metadata={"case": "a-1"}, ContentType="text/plain")
        s3.get_waiter("object_exists").wait(Bucket=bucket, Key=key, WaiterConfig=SOON)
        got = s3.get_object(Bucket=bucket, Key=key)
        assert got["Body"].read() == b"hello" and got["Metadata"] == {"case": "a-1"} and got["ETag"] == put["ETag"]
        assert s3.head_object(Bucket=bucket, Key=key)["ContentType"] == "text/plain"
        assert s3.get_object(Bucket=bucket, Key=key, Range="bytes=1-3")["Body"].read() == b"ell"

    with step("s3", "PutObject with checksums, GetObject that verifies them"):
        for algorithm in ("CRC32", "SHA1", "SHA256"):
            s3.put_object(Bucket=bucket, Key=f"sum/{algorithm}", Body=io.BytesIO(b"x" * 100_000), ChecksumAlgorithm=algorithm)
            got = s3.get_object(Bucket=bucket, Key=f"sum/{algorithm}", ChecksumMode="ENABLED")
            assert len(got["Body"].read()) == 100_000 and f"Checksum{algorithm}" in got

    with refusal("s3", "GetObject of none", "NoSuchKey", 404):
        s3.get_object(Bucket=bucket, Key="nothing")

    with refusal("s3", "HeadObject of none", "404", 404):
        s3.head_object(Bucket=bucket, Key="nothing")

    with refusal("s3", "ListObjectsV2 of no bucket", "NoSuchBucket", 404):
        s3.list_objects_v2(Bucket="tour-nothing")

    with refusal("s3", "PutObject over what is there, if none may be", "PreconditionFailed", 412):
        s3.put_object(Bucket=bucket, Key=key, Body=b"other", IfNoneMatch="*")

    with step("s3", "PutObject with headers, GetObject with overrides"):
        until = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        headers = {"CacheControl": "no-store", "ContentLanguage": "de", "StorageClass": "STANDARD_IA"}
        s3.put_object(Bucket=bucket, Key="headers", Body=b"", Expires=until, **headers)
        got = s3.get_object(Bucket=bucket, Key="headers", ResponseContentDisposition="attachment")
        assert got["ExpiresString"] == "Wed, 02 Jan 2030 03:04:05 GMT", got["ExpiresString"]
        assert {name: got[name] for name in headers} == headers and got["ContentDisposition"] == "attachment"
        (version,) = s3.list_object_versions(Bucket=bucket, Prefix="headers")["Versions"]
        assert version["StorageClass"] == "STANDARD_IA" and version["VersionId"] == "null"

    with step("s3", "ListObjectsV2, ListObjects in pages, by delimiter"):
        for at in range(5):
            s3.put_object(Bucket=bucket, Key=f"list/{at}/ü", Body=b"")
        assert [each["Key"] for each in pages(s3, "list_objects_v2", "Contents", 2, Bucket=bucket, Prefix="list/")] == [f"list/{at}/ü" for at in range(5)]
        assert len(pages(s3, "list_objects", "Contents", 2, Bucket=bucket, Prefix="list/")) == 5
        folders = pages(s3, "list_objects_v2", "CommonPrefixes", 2, Bucket=bucket, Prefix="list/", Delimiter="/")
        assert [each["Prefix"] for each in folders] == [f"list/{at}/" for at in range(5)]

    with step("s3", "CopyObject, GetObjectAttributes, PutObjectTagging"):
        s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
        assert s3.get_object_attributes(Bucket=bucket, Key="copy", ObjectAttributes=["ObjectSize"])["ObjectSize"] == 5
        s3.put_object_tagging(Bucket=bucket, Key="copy", Tagging={"TagSet": [{"Key": "a", "Value": "b c"}]})
        assert s3.get_object_tagging(Bucket=bucket, Key="copy")["TagSet"] == [{"Key": "a", "Value": "b c"}]

    with step("s3", "PutBucketVersioning, ListObjectVersions in pages, DeleteObjects"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        for body in (b"1", b"2", b"3"):
            s3.put_object(Bucket=bucket, Key="versioned", Body=body)
        versions = pages(s3, "list_object_versions", "Versions", 1, Bucket=bucket, Prefix="versioned")
        assert [each["IsLatest"] for each in versions] == [True, False, False]
        assert s3.get_object(Bucket=bucket, Key="versioned", VersionId=versions[2]["VersionId"])["Body"].read() == b"1"
        gone = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "versioned"}, {"Key": "list/0/ü"}]})
        assert {each["Key"] for each in gone["Deleted"]} == {"versioned", "list/0/ü"} and "Errors" not in gone

    with refusal("s3", "DeleteBucket that is not empty", "BucketNotEmpty", 409):
        s3.delete_bucket(Bucket=bucket)

    with step("s3", "resource interface: objects.all, versions.delete, waiter bucket_not_exists"):
        whole = boto3.resource("s3").Bucket(bucket)
        assert len(list(whole.objects.all())) > 5
        whole.object_versions.delete()
        s3.delete_bucket(Bucket=bucket)
        s3.get_waiter("bucket_not_exists").wait(Bucket=bucket, WaiterConfig=SOON)
