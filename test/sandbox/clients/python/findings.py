"""GuardDuty and Security Hub (the REST JSON protocol)."""

import datetime

from steps import client, pages, refusal, step


def tour():
    guard, hub = client("guardduty"), client("securityhub")

    with step("guardduty", "CreateDetector, ListDetectors"):
        detector = guard.create_detector(Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES")["DetectorId"]
        assert list(guard.get_paginator("list_detectors").paginate().search("DetectorIds[]")) == [detector]
        assert guard.get_detector(DetectorId=detector)["Status"] == "ENABLED"

    with step("guardduty", "CreateSampleFindings, ListFindings in pages, GetFindings"):
        kinds = ["UnauthorizedAccess:EC2/SSHBruteForce", "Backdoor:EC2/C&CActivity.B!DNS", "CryptoCurrency:EC2/BitcoinTool.B!DNS"]
        guard.create_sample_findings(DetectorId=detector, FindingTypes=kinds)
        ids = pages(guard, "list_findings", "FindingIds", 1, DetectorId=detector)
        found = guard.get_findings(DetectorId=detector, FindingIds=ids)["Findings"]
        assert {each["Type"] for each in found} == set(kinds)
        assert isinstance(found[0]["Severity"], float) and found[0]["Service"]["Archived"] is False

    with step("guardduty", "ListFindings by criteria, ArchiveFindings"):
        criteria = {"Criterion": {"type": {"Equals": kinds[:1]}, "service.archived": {"Equals": ["false"]}}}
        chosen = guard.list_findings(DetectorId=detector, FindingCriteria=criteria)["FindingIds"]
        assert len(chosen) == 1
        guard.archive_findings(DetectorId=detector, FindingIds=chosen)
        assert guard.list_findings(DetectorId=detector, FindingCriteria=criteria)["FindingIds"] == []

    with refusal("guardduty", "GetDetector of none", "BadRequestException", 400):
        guard.get_detector(DetectorId="12345678901234567890123456789012")

    with refusal("guardduty", "StartMalwareScan, which is not simulated", "UnsupportedInSandbox", 501):
        guard.start_malware_scan(ResourceArn="arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0")

    with refusal("securityhub", "GetFindings before it is enabled", "InvalidAccessException", 401):
        hub.get_findings()

    with step("securityhub", "EnableSecurityHub, BatchImportFindings"):
        hub.enable_security_hub(EnableDefaultStandards=False)
        done = hub.batch_import_findings(Findings=[finding(at) for at in range(3)])
        assert (done["SuccessCount"], done["FailedCount"]) == (3, 0), done

    with step("securityhub", "GetFindings in pages"):
        mine = {"GeneratorId": [{"Value": "tour", "Comparison": "EQUALS"}]}
        found = pages(hub, "get_findings", "Findings", 1, Filters=mine)
        assert {each["Id"] for each in found} == {"tour-0", "tour-1", "tour-2"}

    with step("securityhub", "BatchUpdateFindings"):
        which = [{"Id": each["Id"], "ProductArn": each["ProductArn"]} for each in found]
        note = {"Text": "seen", "UpdatedBy": "tour"}
        done = hub.batch_update_findings(FindingIdentifiers=which, Workflow={"Status": "NOTIFIED"}, Note=note)
        assert len(done["ProcessedFindings"]) == 3 and done["UnprocessedFindings"] == []


def finding(at):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"tour-{at}",
        "ProductArn": "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default",
        "GeneratorId": "tour",
        "AwsAccountId": "111122223333",
        "Types": ["Unusual Behaviors/Process"],
        "CreatedAt": now,
        "UpdatedAt": now,
        "Severity": {"Label": "HIGH"},
        "Title": "tour",
        "Description": "A finding of the tour.",
        "Resources": [{"Type": "AwsEc2Instance", "Id": "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0"}],
    }
