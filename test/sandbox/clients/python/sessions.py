"""Access keys and STS (the Query protocol): who a key is, sessions, what they may, presigned requests."""

import json

from steps import client, fetch, refusal, step

ANYONE_HERE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}],
}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def tour():
    iam, sts = client("iam"), client("sts")
    user = iam.create_user(UserName="guest")["User"]
    iam.put_user_policy(UserName="guest", PolicyName="all", PolicyDocument=json.dumps(ALL))
    iam.create_role(RoleName="guest", AssumeRolePolicyDocument=json.dumps(ANYONE_HERE))
    iam.put_role_policy(RoleName="guest", PolicyName="all", PolicyDocument=json.dumps(ALL))

    with step("iam", "CreateAccessKey, UpdateAccessKey, GetAccessKeyLastUsed"):
        key = iam.create_access_key(UserName="guest")["AccessKey"]
        own = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        assert client("sts", **own).get_caller_identity()["Arn"] == user["Arn"]
        assert iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["ServiceName"] == "sts"
        iam.update_access_key(UserName="guest", AccessKeyId=key["AccessKeyId"], Status="Inactive")

    with refusal("sts", "GetCallerIdentity with an inactive key", "InvalidClientTokenId", 403):
        client("sts", **own).get_caller_identity()

    with refusal("ec2", "DescribeVpcs with a wrong secret", "AuthFailure", 401):
        client("ec2", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key="x" * 40).describe_vpcs()

    with refusal("sts", "AssumeRole as root", "AccessDenied", 403):
        sts.assume_role(RoleArn="arn:aws:iam::111122223333:role/guest", RoleSessionName="tour")

    with step("sts", "AssumeRole with a session policy"):
        iam.update_access_key(UserName="guest", AccessKeyId=key["AccessKeyId"], Status="Active")
        only = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}
        role = {"RoleArn": "arn:aws:iam::111122223333:role/guest", "RoleSessionName": "tour"}
        session = client("sts", **own).assume_role(**role, Policy=json.dumps(only), DurationSeconds=900)
        assert session["AssumedRoleUser"]["Arn"] == "arn:aws:sts::111122223333:assumed-role/guest/tour"
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
        assert client("sts", **keys_of(client("sts", **own).get_session_token())).get_caller_identity()["Arn"] == user["Arn"]
        federated = client("sts", **own).get_federation_token(Name="guest", Policy=json.dumps(ALL))
        assert federated["FederatedUser"]["Arn"] == "arn:aws:sts::111122223333:federated-user/guest"
        assert sts.get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"] == "111122223333"

    with step("sts", "GetCallerIdentity by a presigned GET"):
        url = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
        status, _, body = fetch(url)
        assert status == 200 and b"<Arn>arn:aws:iam::111122223333:root</Arn>" in body, (status, body)
        status, _, body = fetch(url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))
        assert status == 403 and b"SignatureDoesNotMatch" in body, (status, body)

    with step("iam", "DeleteAccessKey"):
        iam.delete_access_key(UserName="guest", AccessKeyId=key["AccessKeyId"])
        assert iam.get_paginator("list_access_keys").paginate(UserName="guest").build_full_result()["AccessKeyMetadata"] == []


def keys_of(session):
    given = session["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
