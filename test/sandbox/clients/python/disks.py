"""EBS volumes and snapshots (the EC2 protocol)."""

import datetime

from steps import SOON, client, pages, refusal, step


def tour():
    ec2 = client("ec2")
    zone = ec2.describe_availability_zones()["AvailabilityZones"][0]["ZoneName"]

    with step("ec2", "CreateVolume, waiter volume_available"):
        made = [ec2.create_volume(AvailabilityZone=zone, Size=size, VolumeType="gp3") for size in range(1, 7)]
        assert made[0]["State"] == "creating" and made[0]["Iops"] == 3000, made[0]
        volumes = [each["VolumeId"] for each in made]
        ec2.get_waiter("volume_available").wait(VolumeIds=volumes, WaiterConfig=SOON)

    with step("ec2", "DescribeVolumes in pages"):
        mine = pages(ec2, "describe_volumes", "Volumes", 5, Filters=[{"Name": "volume-id", "Values": volumes}])
        assert sorted(each["Size"] for each in mine) == [1, 2, 3, 4, 5, 6]

    with step("ec2", "CreateSnapshot, waiter snapshot_completed"):
        made = [ec2.create_snapshot(VolumeId=each, Description="tour") for each in volumes]
        assert {each["State"] for each in made} == {"pending"}
        snapshots = [each["SnapshotId"] for each in made]
        ec2.get_waiter("snapshot_completed").wait(SnapshotIds=snapshots, WaiterConfig=SOON)

    with step("ec2", "DescribeSnapshots in pages"):
        mine = pages(ec2, "describe_snapshots", "Snapshots", 5, OwnerIds=["self"])
        assert set(snapshots) <= {each["SnapshotId"] for each in mine}
        assert {each["Progress"] for each in mine} == {"100%"}

    with step("ec2", "CopySnapshot to another Region"):
        there = client("ec2", region_name="us-east-1")
        # The client signs a URL for the source Region by itself and sends it along.
        copy = there.copy_snapshot(SourceRegion="eu-west-1", SourceSnapshotId=snapshots[0], Encrypted=True)["SnapshotId"]
        there.get_waiter("snapshot_completed").wait(SnapshotIds=[copy], WaiterConfig=SOON)
        assert there.describe_snapshots(SnapshotIds=[copy])["Snapshots"][0]["Encrypted"] is True

    with step("ec2", "ModifySnapshotAttribute and DescribeSnapshotAttribute"):
        permission = {"CreateVolumePermission": {"Add": [{"UserId": "444455556666"}]}}
        ec2.modify_snapshot_attribute(SnapshotId=snapshots[0], **permission)
        read = ec2.describe_snapshot_attribute(SnapshotId=snapshots[0], Attribute="createVolumePermission")
        assert read["CreateVolumePermissions"] == [{"UserId": "444455556666"}]

    with step("ec2", "LockSnapshot and DescribeLockedSnapshots"):
        locked = ec2.lock_snapshot(SnapshotId=snapshots[1], LockMode="governance", LockDuration=1)
        assert locked["LockState"] == "governance"
        assert isinstance(locked["LockExpiresOn"], datetime.datetime)
        found = ec2.describe_locked_snapshots(SnapshotIds=[snapshots[1]])["Snapshots"]
        assert [each["LockDuration"] for each in found] == [1]

    with refusal("ec2", "DeleteSnapshot of a locked one", "OperationNotPermitted", 400):
        ec2.delete_snapshot(SnapshotId=snapshots[1])

    with step("ec2", "DeleteSnapshot"):
        ec2.delete_snapshot(SnapshotId=snapshots[2])

    with refusal("ec2", "DescribeSnapshots of a deleted one", "InvalidSnapshot.NotFound"):
        ec2.describe_snapshots(SnapshotIds=[snapshots[2]])

    with step("ec2", "DeleteVolume, waiter volume_deleted"):
        ec2.delete_volume(VolumeId=volumes[5])
        ec2.get_waiter("volume_deleted").wait(VolumeIds=[volumes[5]], WaiterConfig=SOON)
