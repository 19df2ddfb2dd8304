"""CloudTrail (the JSON protocol): what the tour did stands in the record."""

import datetime
import json

from steps import client, pages, refusal, step


def tour():
    trail = client("cloudtrail")
    client("ec2").create_key_pair(KeyName="tour-record")
    recent = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)

    with step("cloudtrail", "LookupEvents in pages"):
        by_name = [{"AttributeKey": "EventName", "AttributeValue": "CreateKeyPair"}]
        found = trail.lookup_events(LookupAttributes=by_name, StartTime=recent)["Events"]
        event = json.loads(found[0]["CloudTrailEvent"])
        assert event["requestParameters"]["keyName"] == "tour-record", event
        assert "Boto3" in event["userAgent"] and event["recipientAccountId"] == "111122223333"
        assert found[0]["EventTime"].tzinfo is not None
        everything = trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 2, "MaxItems": 6})
        assert len({each["EventId"] for page in everything for each in page["Events"]}) == 6

    with step("cloudtrail", "CreateTrail, StartLogging, ListTrails, GetTrailStatus"):
        s3, name = client("s3"), "tour-trail"
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(for_trail(name)))
        made = trail.create_trail(Name="tour", S3BucketName=name, IsMultiRegionTrail=True, EnableLogFileValidation=True)
        trail.start_logging(Name=made["TrailARN"])
        assert [each["Name"] for each in trail.get_paginator("list_trails").paginate().search("Trails[]")] == ["tour"]
        assert trail.get_trail_status(Name="tour")["IsLogging"] is True
        trail.stop_logging(Name="tour")

    with refusal("cloudtrail", "CreateTrail to a bucket that does not allow it", "InsufficientS3BucketPolicyException", 400):
        s3.delete_bucket_policy(Bucket=name)
        trail.create_trail(Name="other", S3BucketName=name)

    with refusal("cloudtrail", "GetTrailStatus of none", "TrailNotFoundException", 400):
        trail.get_trail_status(Name="nothing")


def for_trail(bucket):
    service = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {**service, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{bucket}"},
            {
                **service,
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/111122223333/*",
                "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
            },
        ],
    }
