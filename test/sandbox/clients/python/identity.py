"""IAM (the Query protocol): entities in pages, waiters, policies."""

import json

from steps import client, pages, refusal, step

ANYONE_HERE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}],
}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def tour():
    iam = client("iam")

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

    with refusal("iam", "DeleteUser who has policies", "DeleteConflict", 409):
        iam.delete_user(UserName="tour-1")

    with step("iam", "DetachUserPolicy, DeleteUser"):
        for each in iam.list_attached_user_policies(UserName="tour-1")["AttachedPolicies"]:
            iam.detach_user_policy(UserName="tour-1", PolicyArn=each["PolicyArn"])
        iam.delete_user(UserName="tour-1")
