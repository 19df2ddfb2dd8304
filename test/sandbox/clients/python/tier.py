"""A web tier: target groups (ELB v2) and a group that keeps its size (Auto Scaling), both of the Query protocol."""

from steps import IMAGE, SOON, client, pages, refusal, step, until


def tour():
    ec2, elb, scaling = client("ec2"), client("elbv2"), client("autoscaling")
    vpc = ec2.create_default_vpc()["Vpc"]["VpcId"] if not default_vpc(ec2) else default_vpc(ec2)
    subnets = [each["SubnetId"] for each in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]]

    with step("elbv2", "CreateTargetGroup"):
        made = [elb.create_target_group(Name=f"tour-{at}", Protocol="HTTP", Port=80, VpcId=vpc) for at in range(3)]
        group = made[0]["TargetGroups"][0]
        assert group["HealthCheckEnabled"] is True and group["Matcher"] == {"HttpCode": "200"}, group
        arn = group["TargetGroupArn"]

    with step("elbv2", "DescribeTargetGroups in pages"):
        found = pages(elb, "describe_target_groups", "TargetGroups", 1)
        assert [each["TargetGroupName"] for each in found if each["TargetGroupName"].startswith("tour-")] == ["tour-0", "tour-1", "tour-2"]

    with refusal("elbv2", "DescribeTargetGroups of none", "TargetGroupNotFound", 400):
        elb.describe_target_groups(Names=["nothing"])

    with step("elbv2", "CreateLoadBalancer, waiter load_balancer_available"):
        balancer = elb.create_load_balancer(Name="tour", Subnets=subnets[:2])["LoadBalancers"][0]
        assert balancer["State"]["Code"] == "provisioning"
        elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[balancer["LoadBalancerArn"]], WaiterConfig=SOON)

    with step("elbv2", "CreateListener, DescribeListeners"):
        forward = [{"Type": "forward", "TargetGroupArn": arn}]
        elb.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward)
        found = elb.get_paginator("describe_listeners").paginate(LoadBalancerArn=balancer["LoadBalancerArn"]).build_full_result()
        assert found["Listeners"][0]["DefaultActions"][0]["TargetGroupArn"] == arn

    with step("autoscaling", "CreateLaunchTemplate, CreateAutoScalingGroup"):
        template = ec2.create_launch_template(LaunchTemplateName="tour", LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t3.micro"})
        launch = {"LaunchTemplateId": template["LaunchTemplate"]["LaunchTemplateId"], "Version": "$Latest"}
        scaling.create_auto_scaling_group(
            AutoScalingGroupName="tour",
            LaunchTemplate=launch,
            MinSize=1,
            MaxSize=2,
            DesiredCapacity=2,
            VPCZoneIdentifier=",".join(subnets[:2]),
            TargetGroupARNs=[arn],
        )
        scaling.create_auto_scaling_group(AutoScalingGroupName="tour-2", LaunchTemplate=launch, MinSize=0, MaxSize=0, VPCZoneIdentifier=subnets[0])

    with step("autoscaling", "DescribeAutoScalingGroups in pages"):
        until(lambda: states(scaling) == ["InService", "InService"])
        found = [each for each in pages(scaling, "describe_auto_scaling_groups", "AutoScalingGroups", 1) if each["AutoScalingGroupName"] == "tour"]
        members = [each["InstanceId"] for each in found[0]["Instances"]]
        assert len(members) == 2 and found[0]["DesiredCapacity"] == 2

    with step("autoscaling", "DescribeAutoScalingInstances and DescribeScalingActivities in pages"):
        assert {each["InstanceId"] for each in pages(scaling, "describe_auto_scaling_instances", "AutoScalingInstances", 1)} >= set(members)
        done = pages(scaling, "describe_scaling_activities", "Activities", 1, AutoScalingGroupName="tour")
        assert {each["StatusCode"] for each in done} == {"Successful"}, done
        assert done[0]["Cause"].startswith("At 20")

    with step("elbv2", "DescribeTargetHealth"):
        health = elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        assert {each["Target"]["Id"] for each in health} == set(members), health

    with step("autoscaling", "EnterStandby, ExitStandby"):
        moved = scaling.enter_standby(AutoScalingGroupName="tour", InstanceIds=members[:1], ShouldDecrementDesiredCapacity=True)
        assert moved["Activities"][0]["Description"].startswith("Moving EC2 instance to Standby")
        until(lambda: sorted(states(scaling)) == ["InService", "Standby"])
        scaling.exit_standby(AutoScalingGroupName="tour", InstanceIds=members[:1])

    with refusal("autoscaling", "DetachInstances of a stranger", "ValidationError", 400):
        scaling.detach_instances(AutoScalingGroupName="tour", InstanceIds=["i-0123456789abcdef0"], ShouldDecrementDesiredCapacity=True)

    with step("autoscaling", "SuspendProcesses, CreateOrUpdateTags, DescribeTags in pages"):
        scaling.suspend_processes(AutoScalingGroupName="tour", ScalingProcesses=["ReplaceUnhealthy"])
        tag = {"ResourceId": "tour", "ResourceType": "auto-scaling-group", "Value": "1", "PropagateAtLaunch": True}
        scaling.create_or_update_tags(Tags=[{**tag, "Key": "a"}, {**tag, "Key": "b"}])
        assert len(pages(scaling, "describe_tags", "Tags", 1, Filters=[{"Name": "auto-scaling-group", "Values": ["tour"]}])) == 2

    with step("autoscaling", "DeleteAutoScalingGroup"):
        scaling.delete_auto_scaling_group(AutoScalingGroupName="tour", ForceDelete=True)
        until(lambda: scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["tour"])["AutoScalingGroups"] == [])


def states(scaling):
    (group,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["tour"])["AutoScalingGroups"]
    return [each["LifecycleState"] for each in group["Instances"]]


def default_vpc(ec2):
    found = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    return found[0]["VpcId"] if found else None
