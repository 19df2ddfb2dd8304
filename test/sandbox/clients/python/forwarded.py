"""Services that the sandbox forwards."""

from steps import client, pages, refusal, step


def tour():
    sns, logs, organizations = client("sns"), client("logs"), client("organizations")

    with step("sns", "CreateTopic, ListTopics, Publish"):
        topic = sns.create_topic(Name="tour")["TopicArn"]
        assert topic == "arn:aws:sns:eu-west-1:111122223333:tour"
        assert topic in sns.get_paginator("list_topics").paginate().search("Topics[].TopicArn")
        assert sns.publish(TopicArn=topic, Message="hello")["MessageId"]

    with refusal("sns", "GetTopicAttributes of none", "NotFound", 404):
        sns.get_topic_attributes(TopicArn=f"{topic}-nothing")

    with step("logs", "CreateLogGroup, DescribeLogGroups in pages"):
        for at in range(2):
            logs.create_log_group(logGroupName=f"/tour/{at}")
        assert len(pages(logs, "describe_log_groups", "logGroups", 1, logGroupNamePrefix="/tour")) == 2

    with step("organizations", "CreateOrganization, DescribeOrganization, ListAccounts"):
        organizations.create_organization(FeatureSet="ALL")
        assert organizations.describe_organization()["Organization"]["MasterAccountId"] == "111122223333"
        assert len(organizations.get_paginator("list_accounts").paginate().build_full_result()["Accounts"]) == 1

    with refusal("lambda", "ListFunctions, of a service that is not there", "UnsupportedInSandbox", 501):
        client("lambda").list_functions()
