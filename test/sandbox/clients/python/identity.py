"""IAM and STS (the Query protocol): entities in pages, waiters, policies, sessions, presigned requests."""

import json

from steps import client, fetch, pages, refusal, step

ANYONE_HERE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}],
}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def tour():
    iam, sts = client("iam"), client("sts")

    with step("iam", "CreateUser, waiter user_exists"):
        made = [iam.create_user(UserName=f"tour-{at}", Path="/tour/")["User"] for at in range(5)]
        iam.get_waiter("user_exists").wait(UserName="tour-0", WaiterConfig={"Delay": 0.2})
        assert made[0]["Arn"] == "arn:aws:iam::111122223333:user/tour/tour-0", made[0]

    with step("iam", "ListUsers in pages"):
        assert len(pages(iam, "list_users", "Users", 2, PathPrefix="/tour/")) == 5

    with refusal("iam", "CreateUser twice", "EntityAlreadyExists", 409):
        iam.create_user(UserName="tour-0")

    with refusal("iam", "GetUser of nobody", "NoSuchEntity", 404):
        iam.get_user(UserName="nobody")

    with step("iam", "CreateRole, GetRole, PutRolePolicy, GetRolePolicy"):
        iam.create_role(RoleName="tour", AssumeRolePolicyDocument=json.dumps(ANYONE_HERE))
        assert iam.get_role(RoleName="tour")["Role"]["AssumeRolePolicyDocument"] == ANYONE_HERE
        iam.put_role_policy(RoleName="tour", PolicyName="all", PolicyDocument=json.dumps(ALL))
        assert iam.get_role_policy(RoleName="tour", PolicyName="all")["PolicyDocument"] == ALL

    with refusal("iam", "PutRolePolicy that is no policy", "MalformedPolicyDocument", 400):
        iam.put_role_policy(RoleName="tour", PolicyName="bad", PolicyDocument='{"Statement": 1}')

    with step("iam", "CreatePolicy, waiter policy_exists, AttachUserPolicy, ListAttachedUserPolicies"):
        arn = iam.create_policy(PolicyName="tour", PolicyDocument=json.dumps(ALL))["Policy"]["Arn"]
        iam.get_waiter("policy_exists").wait(PolicyArn=arn, WaiterConfig={"Delay": 0.2})
        iam.attach_user_policy(UserName="tour-1", PolicyArn=arn)
        iam.attach_user_policy(UserName="tour-1", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
        found = pages(iam, "list_attached_user_policies", "AttachedPolicies", 1, UserName="tour-1")
        assert {each["PolicyName"] for each in found} == {"tour", "ReadOnlyAccess"}

    with step("iam", "ListRoles, ListPolicies, GetAccountAuthorizationDetails in pages"):
        names = [each["RoleName"] for each in iam.get_paginator("list_roles").paginate().build_full_result()["Roles"]]
        assert "tour" in names
        assert [each["Arn"] for each in iam.get_paginator("list_policies").paginate(Scope="Local").search("Policies[]")] == [arn]
        details = pages(iam, "get_account_authorization_details", "UserDetailList", 2, Filter=["User"])
        assert "tour-4" in {each["UserName"] for each in details}

    with step("iam", "SimulatePrincipalPolicy"):
        arguments = {"PolicySourceArn": made[0]["Arn"], "ActionNames": ["s3:GetObject", "s3:PutObject", "ec2:RunInstances"]}
        found = pages(iam, "simulate_principal_policy", "EvaluationResults", 2, **arguments)
        assert {each["EvalDecision"] for each in found} == {"implicitDeny"}

    with step("iam", "CreateAccessKey, UpdateAccessKey, GetAccessKeyLastUsed"):
        key = iam.create_access_key(UserName="tour-1")["AccessKey"]
        own = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        assert client("sts", **own).get_caller_identity()["Arn"] == made[1]["Arn"]
        assert iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["ServiceName"] == "sts"
        iam.update_access_key(UserName="tour-1", AccessKeyId=key["AccessKeyId"], Status="Inactive")

    with refusal("sts", "GetCallerIdentity with an inactive key", "InvalidClientTokenId", 403):
        client("sts", **own).get_caller_identity()

    with refusal("ec2", "DescribeVpcs with a wrong secret", "AuthFailure", 401):
        client("ec2", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key="x" * 40).describe_vpcs()

    with refusal("sts", "AssumeRole as root", "AccessDenied", 403):
        sts.assume_role(RoleArn="arn:aws:iam::111122223333:role/tour", RoleSessionName="tour")

    with step("sts", "AssumeRole with a session policy"):
        iam.update_access_key(UserName="tour-1", AccessKeyId=key["AccessKeyId"], Status="Active")
        only = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}
        role = {"RoleArn": "arn:aws:iam::111122223333:role/tour", "RoleSessionName": "tour"}
        session = client("sts", **own).assume_role(**role, Policy=json.dumps(only), DurationSeconds=900)
        assert session["AssumedRoleUser"]["Arn"] == "arn:aws:sts::111122223333:assumed-role/tour/tour"
        as_role = keys_of(session)
        assert client("sts", **as_role).get_caller_identity()["Account"] == "111122223333"
        assert client("ec2", **as_role).describe_vpcs(MaxResults=5)["Vpcs"] is not None

    with refusal("iam", "ListUsers beyond the session policy", "AccessDenied", 403):
        client("iam", **as_role).list_users()

    with refusal("ec2", "CreateVpc beyond the session policy", "UnauthorizedOperation", 403):
        client("ec2", **as_role).create_vpc(CidrBlock="10.0.0.0/16", DryRun=True)

    with refusal("sts", "AssumeRole of a role that is not there", "AccessDenied", 403):
        client("sts", **own).assume_role(RoleArn="arn:aws:iam::111122223333:role/nothing", RoleSessionName="tour")

    with step("sts", "GetSessionToken, GetFederationToken, GetAccessKeyInfo"):
        assert client("sts", **keys_of(client("sts", **own).get_session_token())).get_caller_identity()["Arn"] == made[1]["Arn"]
        federated = client("sts", **own).get_federation_token(Name="guest", Policy=json.dumps(ALL))
        assert federated["FederatedUser"]["Arn"] == "arn:aws:sts::111122223333:federated-user/guest"
        assert sts.get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"] == "111122223333"

    with step("sts", "GetCallerIdentity by a presigned GET"):
        url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
        status, _, body = fetch(url)
        assert status == 200 and b"<Arn>arn:aws:iam::111122223333:root</Arn>" in body, (status, body)
        status, _, body = fetch(url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))
        assert status == 403 and b"SignatureDoesNotMatch" in body, (status, body)

    with step("iam", "DeleteAccessKey, DetachUserPolicy, DeleteUser"):
        iam.delete_access_key(UserName="tour-1", AccessKeyId=key["AccessKeyId"])
        for each in found_policies(iam, "tour-1"):
            iam.detach_user_policy(UserName="tour-1", PolicyArn=each)
        iam.delete_user(UserName="tour-1")


def keys_of(session):
    given = session["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def found_policies(iam, user):
    return [each["PolicyArn"] for each in iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]]
