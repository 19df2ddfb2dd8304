"""Systems Manager (the JSON protocol): managed nodes, commands, documents, parameters."""

import json

from steps import IMAGE, SOON, client, pages, refusal, step, until

TRUST_EC2 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def tour():
    ssm, nodes = client("ssm"), managed(12)

    with step("ssm", "DescribeInstanceInformation in pages"):
        until(lambda: len(ssm.describe_instance_information(MaxResults=50)["InstanceInformationList"]) >= 12)
        found = pages(ssm, "describe_instance_information", "InstanceInformationList", 5)
        assert set(nodes) <= {each["InstanceId"] for each in found}
        assert {each["PingStatus"] for each in found} == {"Online"}

    with step("ssm", "SendCommand, waiter command_executed, GetCommandInvocation"):
        shell = {"DocumentName": "AWS-RunShellScript", "Parameters": {"commands": ["hostname", "cat /etc/os-release"]}}
        command = ssm.send_command(**shell, InstanceIds=nodes[:2])["Command"]
        assert command["Status"] in ("Pending", "InProgress"), command["Status"]
        at = {"CommandId": command["CommandId"], "InstanceId": nodes[0]}
        ssm.get_waiter("command_executed").wait(**at, WaiterConfig=SOON)
        done = ssm.get_command_invocation(**at)
        assert done["Status"] == "Success" and done["StandardOutputContent"] != "", done

    with step("ssm", "ListCommands and ListCommandInvocations in pages"):
        for _ in range(2):
            ssm.send_command(**shell, InstanceIds=nodes[:1])
        # A command is not to be seen at once.
        until(lambda: len(ssm.list_commands()["Commands"]) == 3)
        assert len(pages(ssm, "list_commands", "Commands", 1)) == 3
        copies = pages(ssm, "list_command_invocations", "CommandInvocations", 1, CommandId=command["CommandId"], Details=True)
        assert {each["InstanceId"] for each in copies} == set(nodes[:2])
        assert copies[0]["CommandPlugins"][0]["ResponseCode"] == 0

    with refusal("ssm", "SendCommand to nobody", "InvalidInstanceId", 400):
        ssm.send_command(**shell, InstanceIds=["i-0123456789abcdef0"])

    with refusal("ssm", "GetCommandInvocation of none", "InvocationDoesNotExist", 400):
        ssm.get_command_invocation(CommandId="12345678-1234-1234-1234-123456789012", InstanceId=nodes[0])

    with step("ssm", "ListDocuments in pages, GetDocument, DescribeDocument"):
        owned = [{"Key": "Owner", "Values": ["Amazon"]}]
        names = [each["Name"] for each in pages(ssm, "list_documents", "DocumentIdentifiers", 2, Filters=owned)]
        assert "AWS-RunShellScript" in names
        content = json.loads(ssm.get_document(Name="AWS-RunShellScript")["Content"])
        assert content["schemaVersion"] == "1.2" or "mainSteps" in content
        assert ssm.describe_document(Name="AWS-RunShellScript")["Document"]["Owner"] == "Amazon"

    with step("ssm", "PutParameter, GetParameter, GetParametersByPath, DescribeParameters in pages"):
        for name in "abc":
            ssm.put_parameter(Name=f"/tour/{name}", Value=f"é {name}", Type="SecureString" if name == "c" else "String")
        assert ssm.get_parameter(Name="/tour/c", WithDecryption=True)["Parameter"]["Value"] == "é c"
        assert ssm.get_parameter(Name="/tour/c")["Parameter"]["Value"] != "é c"
        assert len(pages(ssm, "get_parameters_by_path", "Parameters", 1, Path="/tour")) == 3
        assert len(pages(ssm, "describe_parameters", "Parameters", 1)) == 3
        assert ssm.get_parameters(Names=["/tour/a", "/no"])["InvalidParameters"] == ["/no"]

    with refusal("ssm", "PutParameter twice", "ParameterAlreadyExists", 400):
        ssm.put_parameter(Name="/tour/a", Value="2", Type="String")

    with refusal("ssm", "GetParameter of none", "ParameterNotFound", 400):
        ssm.get_parameter(Name="/nothing")

    with step("ssm", "StartSession, DescribeSessions, TerminateSession"):
        session = ssm.start_session(Target=nodes[0])["SessionId"]
        active = ssm.get_paginator("describe_sessions").paginate(State="Active").build_full_result()["Sessions"]
        assert session in {each["SessionId"] for each in active}
        assert ssm.terminate_session(SessionId=session)["SessionId"] == session

    with refusal("ssm", "StartAutomationExecution, which is not simulated", "UnsupportedInSandbox", 501):
        ssm.start_automation_execution(DocumentName="AWS-StopEC2Instance")


def managed(count):
    """Launches instances whose agent may report, in a subnet from which it reaches the service."""
    iam, ec2 = client("iam"), client("ec2")
    iam.create_role(RoleName="node", AssumeRolePolicyDocument=json.dumps(TRUST_EC2))
    iam.attach_role_policy(RoleName="node", PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
    iam.create_instance_profile(InstanceProfileName="node")
    iam.add_role_to_instance_profile(InstanceProfileName="node", RoleName="node")
    launch = {"ImageId": IMAGE, "InstanceType": "t3.micro", "IamInstanceProfile": {"Name": "node"}}
    run = ec2.run_instances(**launch, MinCount=count, MaxCount=count)
    ids = [each["InstanceId"] for each in run["Instances"]]
    ec2.get_waiter("instance_running").wait(InstanceIds=ids, WaiterConfig=SOON)
    return ids
