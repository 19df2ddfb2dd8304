"""S3 (the REST XML protocol): uploads in parts, and URLs that anyone can use who has them."""

import os
import tempfile
import time

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from steps import client, fetch, pages, step

MEGABYTE = 1024 * 1024


def tour():
    s3 = client("s3")
    bucket = "tour-transfers"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

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

    with step("s3", "presigned GET of what KMS encrypts, which takes signature version 4"):
        s3.put_object(Bucket=bucket, Key="sealed", Body=b"sealed", ServerSideEncryption="aws:kms")
        for config, expected in ((None, 400), (Config(signature_version="s3v4"), 200)):
            signer = boto3.client("s3", config=config)
            status, _, body = fetch(signer.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "sealed"}))
            assert status == expected and (b"<Code>InvalidArgument</Code>" in body) == (status == 400), (status, body)

    with step("s3", "presigned GET that is too late"):
        time.sleep(2.1)
        for late in short_lived:
            status, _, body = fetch(late)
            assert status == 403 and b"<Message>Request has expired</Message>" in body, (status, body)

    with step("s3", "GetObject without a signature"):
        status, _, body = fetch(url.split("?")[0])
        assert status == 403 and b"<Code>AccessDenied</Code>" in body, (status, body)
