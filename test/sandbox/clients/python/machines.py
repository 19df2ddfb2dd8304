"""EC2 instances (the EC2 protocol): their life, their attributes, lists in pages, waiters, dry runs."""

from steps import IMAGE, SOON, client, pages, refusal, step


def tour():
    ec2 = client("ec2")
    launch = {"ImageId": IMAGE, "InstanceType": "t3.micro"}

    with step("ec2", "RunInstances"):
        tags = [{"ResourceType": "instance", "Tags": [{"Key": "tour", "Value": "Größe & <Maß>"}]}]
        run = ec2.run_instances(**launch, MinCount=6, MaxCount=6, TagSpecifications=tags)
        ids = [instance["InstanceId"] for instance in run["Instances"]]
        assert len(set(ids)) == 6 and run["Instances"][0]["State"] == {"Code": 0, "Name": "pending"}
        first = ids[0]

    with step("ec2", "RunInstances again with its client token"):
        same = [ec2.run_instances(**launch, MinCount=1, MaxCount=1, ClientToken="tour-1")["Instances"][0]["InstanceId"] for _ in range(2)]
        assert same[0] == same[1]

    with step("ec2", "waiter instance_running"):
        ec2.get_waiter("instance_running").wait(InstanceIds=ids, WaiterConfig=SOON)

    with step("ec2", "DescribeInstances in pages"):
        mine = [{"Name": "tag:tour", "Values": ["Größe*"]}]
        reservations = pages(ec2, "describe_instances", "Reservations", 5)
        seen = [each for reservation in reservations for each in reservation["Instances"]]
        assert set(ids) <= {each["InstanceId"] for each in seen}
        found = ec2.describe_instances(Filters=mine)["Reservations"][0]["Instances"]
        assert [each["InstanceId"] for each in found] == ids
        assert found[0]["Tags"] == [{"Key": "tour", "Value": "Größe & <Maß>"}]
        assert found[0]["LaunchTime"].tzinfo is not None and isinstance(found[0]["EbsOptimized"], bool)

    with step("ec2", "DescribeInstanceStatus in pages"):
        states = pages(ec2, "describe_instance_status", "InstanceStatuses", 5, IncludeAllInstances=True)
        assert {each["InstanceState"]["Name"] for each in states if each["InstanceId"] in ids} == {"running"}

    with step("ec2", "ModifyInstanceAttribute and DescribeInstanceAttribute"):
        ec2.modify_instance_attribute(InstanceId=first, DisableApiTermination={"Value": True})
        read = ec2.describe_instance_attribute(InstanceId=first, Attribute="disableApiTermination")
        assert read["DisableApiTermination"] == {"Value": True}, read

    with refusal("ec2", "TerminateInstances of a protected one", "OperationNotPermitted", 400):
        ec2.terminate_instances(InstanceIds=[first])

    with step("ec2", "ModifyInstanceMetadataOptions"):
        changed = ec2.modify_instance_metadata_options(InstanceId=first, HttpTokens="required", HttpPutResponseHopLimit=1)
        assert changed["InstanceMetadataOptions"]["HttpTokens"] == "required"

    with step("ec2", "CreateTags, DescribeTags in pages, DeleteTags"):
        ec2.create_tags(Resources=ids, Tags=[{"Key": "a", "Value": ""}, {"Key": "b", "Value": "2"}])
        mine = [{"Name": "resource-id", "Values": ids}]
        assert len(pages(ec2, "describe_tags", "Tags", 5, Filters=mine)) == 18
        ec2.delete_tags(Resources=ids, Tags=[{"Key": "b", "Value": "3"}, {"Key": "a"}])
        left = ec2.describe_tags(Filters=mine)["Tags"]
        assert sorted({tag["Key"] for tag in left}) == ["b", "tour"], left

    with step("ec2", "DescribeImages and DescribeInstanceTypes"):
        image = ec2.describe_images(ImageIds=[IMAGE])["Images"][0]
        assert image["RootDeviceType"] == "ebs" and image["Public"] is True
        types = ec2.describe_instance_types(InstanceTypes=["t3.micro"])["InstanceTypes"]
        assert types[0]["VCpuInfo"]["DefaultVCpus"] == 2

    with step("ec2", "StopInstances, waiter instance_stopped, StartInstances"):
        stopping = ec2.stop_instances(InstanceIds=[ids[1]])["StoppingInstances"][0]
        assert stopping["CurrentState"]["Name"] == "stopping" and stopping["PreviousState"]["Name"] == "running"
        ec2.get_waiter("instance_stopped").wait(InstanceIds=[ids[1]], WaiterConfig=SOON)
        assert ec2.start_instances(InstanceIds=[ids[1]])["StartingInstances"][0]["CurrentState"]["Name"] == "pending"

    with step("ec2", "GetConsoleOutput"):
        assert "Output" in ec2.get_console_output(InstanceId=first)

    with refusal("ec2", "StopInstances as a dry run", "DryRunOperation", 412):
        ec2.stop_instances(InstanceIds=[first], DryRun=True)

    with refusal("ec2", "StopInstances as a dry run of what is not there", "InvalidInstanceID.NotFound", 400):
        ec2.stop_instances(InstanceIds=["i-0123456789abcdef0"], DryRun=True)

    with refusal("ec2", "DescribeInstances of a malformed id", "InvalidInstanceID.Malformed", 400):
        ec2.describe_instances(InstanceIds=["i-nothing"])

    with refusal("ec2", "DescribeInstances by an unknown filter", "InvalidParameterValue", 400):
        ec2.describe_instances(Filters=[{"Name": "colour", "Values": ["red"]}])

    with refusal("ec2", "RunInstances without an image", "MissingParameter", 400):
        ec2.run_instances(InstanceType="t3.micro", MinCount=1, MaxCount=1)

    with refusal("ec2", "DescribeTransitGateways, which is not simulated", "UnsupportedInSandbox", 501):
        ec2.describe_transit_gateways()

    with step("ec2", "TerminateInstances, waiter instance_terminated"):
        ending = ec2.terminate_instances(InstanceIds=ids[2:])["TerminatingInstances"]
        assert {each["CurrentState"]["Name"] for each in ending} == {"shutting-down"}
        ec2.get_waiter("instance_terminated").wait(InstanceIds=ids[2:], WaiterConfig=SOON)
