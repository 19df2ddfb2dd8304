"""S3 (the REST XML protocol): objects, parts, lists in pages, versions, presigned URLs."""

import io
import os
import tempfile
import time

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from steps import SOON, client, fetch, pages, refusal, step

MEGABYTE = 1024 * 1024


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

    with step("s3", "multipart upload by upload_file, download_file"):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "source"), os.path.join(folder, "target")
            with open(source, "wb") as file:
                file.write(os.urandom(12 * MEGABYTE + 1))
            parts = TransferConfig(multipart_threshold=5 * MEGABYTE, multipart_chunksize=5 * MEGABYTE)
            s3.upload_file(source, bucket, "large", Config=parts)
            s3.download_file(bucket, "large", target, Config=parts)
            assert open(source, "rb").read() == open(target, "rb").read()
        assert s3.head_object(Bucket=bucket, Key="large")["ETag"].endswith('-3"')

    with step("s3", "CreateMultipartUpload, ListMultipartUploads in pages, ListParts in pages, AbortMultipartUpload"):
        started = [s3.create_multipart_upload(Bucket=bucket, Key=f"up/{at}")["UploadId"] for at in range(2)]
        part = {"Bucket": bucket, "Key": "up/0", "UploadId": started[0]}
        for number in (1, 2):
            s3.upload_part(**part, PartNumber=number, Body=b"part")
        assert len(pages(s3, "list_multipart_uploads", "Uploads", 1, Bucket=bucket)) == 2
        assert len(pages(s3, "list_parts", "Parts", 1, **part)) == 2
        s3.abort_multipart_upload(**part)

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

    short_lived = []
    for version, config in (("2, boto3's default", None), ("4", Config(signature_version="s3v4"))):
        with step("s3", f"presigned PUT and GET of signature version {version}"):
            signer, target = boto3.client("s3", config=config), {"Bucket": bucket, "Key": "signed é/+"}
            plain = {"Content-Type": "text/plain"}
            url = signer.generate_presigned_url("put_object", Params={**target, "ContentType": "text/plain"}, ExpiresIn=60)
            status, _, body = fetch(url, "PUT", b"by url", plain)
            assert status == 200, body
            url = signer.generate_presigned_url("get_object", Params={**target, "ResponseContentType": "text/x"}, ExpiresIn=60)
            status, headers, body = fetch(url)
            assert (status, body, headers["Content-Type"]) == (200, b"by url", "text/x"), body
            status, _, body = fetch(url.replace("response-content-type=text", "response-content-type=image"))
            assert status == 403 and b"<Code>SignatureDoesNotMatch</Code>" in body, (status, body)
            short_lived.append(signer.generate_presigned_url("get_object", Params=target, ExpiresIn=1))

    with step("s3", "presigned GET that is too late"):
        time.sleep(2.1)
        for late in short_lived:
            status, _, body = fetch(late)
            assert status == 403 and b"<Message>Request has expired</Message>" in body, (status, body)

    with step("s3", "GetObject without a signature"):
        status, _, body = fetch(url.split("?")[0])
        assert status == 403 and b"<Code>AccessDenied</Code>" in body, (status, body)

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
        s3.abort_multipart_upload(Bucket=bucket, Key="up/1", UploadId=started[1])
        s3.delete_bucket(Bucket=bucket)
        s3.get_waiter("bucket_not_exists").wait(Bucket=bucket, WaiterConfig=SOON)
