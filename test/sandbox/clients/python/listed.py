"""Several of everything that can be listed, for the paginators."""

import json

from records import for_trail
from steps import IMAGE, SOON, client, until

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
ALL = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


def estate():
    """What operations are asked about that must be told: by service and member, or all that one operation is told."""
    return {**people(), **machines(), **things(), **findings()}


def people():
    iam = client("iam")
    for at in range(3):
        iam.create_user(UserName=f"listed-{at}", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
        iam.create_group(GroupName=f"listed-{at}")
        iam.create_role(RoleName=f"listed-{at}", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=[{"Key": "a", "Value": "1"}])
        iam.create_instance_profile(InstanceProfileName=f"listed-{at}")
        policy = iam.create_policy(PolicyName=f"listed-{at}", PolicyDocument=ALL)["Policy"]["Arn"]
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=ALL)
        iam.add_user_to_group(GroupName="listed-0", UserName=f"listed-{at}")
        iam.add_role_to_instance_profile(InstanceProfileName=f"listed-{at}", RoleName="listed-0")
        iam.create_virtual_mfa_device(VirtualMFADeviceName=f"listed-{at}")
        for kind, name in (("user", "UserName"), ("role", "RoleName"), ("group", "GroupName")):
            holder = {name: "listed-0"}
            getattr(iam, f"put_{kind}_policy")(**holder, PolicyName=f"own-{at}", PolicyDocument=ALL)
            getattr(iam, f"attach_{kind}_policy")(**holder, PolicyArn=policy)
    names = {f"iam.{name}": "listed-0" for name in ("UserName", "RoleName", "GroupName", "InstanceProfileName")}
    asked = {"iam.ActionNames": ["s3:GetObject", "ec2:RunInstances"], "iam.PolicyInputList": [ALL]}
    keys = {f"iam.{operation}": {"UserName": "listed-0"} for operation in ("ListSSHPublicKeys", "ListSigningCertificates")}
    return {**names, **asked, **keys, "iam.PolicyArn": policy, "iam.PolicySourceArn": policy.replace("policy/listed-2", "user/listed-0")}


def machines():
    ec2, elb, scaling = client("ec2"), client("elbv2"), client("autoscaling")
    launch = {"ImageId": IMAGE, "InstanceType": "t3.micro", "IamInstanceProfile": {"Name": "listed-0"}}
    runs = [ec2.run_instances(**launch, MinCount=1, MaxCount=1)["Instances"][0] for _ in range(6)]
    ec2.get_waiter("instance_running").wait(InstanceIds=[each["InstanceId"] for each in runs], WaiterConfig=SOON)
    vpc, subnet = runs[0]["VpcId"], runs[0]["SubnetId"]
    template = ec2.create_launch_template(LaunchTemplateName="listed", LaunchTemplateData=launch)["LaunchTemplate"]
    use = {"LaunchTemplateId": template["LaunchTemplateId"], "Version": "$Latest"}
    for at in range(3):
        arn = elb.create_target_group(Name=f"listed-{at}", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=f"listed-{at}", LaunchTemplate=use, MinSize=0, MaxSize=0, VPCZoneIdentifier=subnet, TargetGroupARNs=[arn]
        )
    subnets = [each["SubnetId"] for each in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]]
    balancer = elb.create_load_balancer(Name="listed", Subnets=subnets[:2])["LoadBalancers"][0]["LoadBalancerArn"]
    forward = {"DefaultActions": [{"Type": "forward", "TargetGroupArn": arn}], "Protocol": "HTTP"}
    listeners = [elb.create_listener(LoadBalancerArn=balancer, Port=port, **forward)["Listeners"][0]["ListenerArn"] for port in (80, 81, 82)]
    ssm, ids = client("ssm"), [each["InstanceId"] for each in runs]
    until(lambda: len(ssm.describe_instance_information(Filters=[{"Key": "InstanceIds", "Values": ids}])["InstanceInformationList"]) == 6)
    lists = ec2.describe_managed_prefix_lists()["PrefixLists"]
    return {
        "autoscaling.AutoScalingGroupName": "listed-0",
        "ec2.PrefixListId": lists[0]["PrefixListId"],
        "elbv2.DescribeListeners": {"LoadBalancerArn": balancer},
        "elbv2.DescribeRules": {"ListenerArn": listeners[0]},
        "ssm.InstanceId": ids[0],
        "ssm.InstanceIds": ids,
    }


def things():
    kms, s3, ssm = client("kms"), client("s3"), client("ssm")
    key = [kms.create_key(Tags=[{"TagKey": "a", "TagValue": "1"}, {"TagKey": "b", "TagValue": "2"}])["KeyMetadata"]["KeyId"] for _ in range(3)][0]
    root = "arn:aws:iam::111122223333:root"
    for at in range(3):
        kms.create_alias(AliasName=f"alias/listed-{at}", TargetKeyId=key)
        kms.create_grant(KeyId=key, GranteePrincipal=root, RetiringPrincipal=root, Operations=["Decrypt"], Name=f"listed-{at}")
        s3.create_bucket(Bucket=f"listed-{at}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        upload = s3.create_multipart_upload(Bucket="listed-0", Key="upload")["UploadId"]
        s3.put_object(Bucket="listed-0", Key=f"key {at}", Body=b"")
        ssm.put_parameter(Name="/listed/history", Value=str(at), Type="String", Overwrite=True)
        ssm.put_parameter(Name=f"/listed/{at}", Value="a", Type="String")
    for number in (1, 2):
        s3.upload_part(Bucket="listed-0", Key="upload", UploadId=upload, PartNumber=number, Body=b"part")
    return {
        "kms.KeyId": key,
        "kms.RetiringPrincipal": root,
        "s3.Bucket": "listed-0",
        "s3.Key": "upload",
        "s3.UploadId": upload,
        "ssm.ListDocumentVersions": {"Name": "AWS-RunShellScript"},
        "ssm.GetParameterHistory": {"Name": "/listed/history"},
        "ssm.Path": "/listed",
        "ssm.State": "History",
    }


def findings():
    guard, hub = client("guardduty"), client("securityhub")
    detector = (guard.list_detectors()["DetectorIds"] or [guard.create_detector(Enable=True)["DetectorId"]])[0]
    guard.create_sample_findings(DetectorId=detector)
    for at in range(3):
        guard.create_filter(DetectorId=detector, Name=f"listed-{at}", FindingCriteria={"Criterion": {"severity": {"Gte": 4}}})
    hub.enable_security_hub(EnableDefaultStandards=False)
    s3, trail = client("s3"), client("cloudtrail")
    s3.create_bucket(Bucket="listed-trails", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_policy(Bucket="listed-trails", Policy=json.dumps(for_trail("listed-trails")))
    trails = [trail.create_trail(Name=f"listed-{at}", S3BucketName="listed-trails")["TrailARN"] for at in range(3)]
    return {"guardduty.DetectorId": detector, "cloudtrail.ResourceIdList": trails}
