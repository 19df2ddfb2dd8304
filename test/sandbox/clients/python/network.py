"""VPCs, security groups and interfaces (the EC2 protocol)."""

from steps import client, pages, refusal, step


def tour():
    ec2 = client("ec2")

    with step("ec2", "CreateVpc, waiter vpc_available, CreateSubnet"):
        vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
        ec2.get_waiter("vpc_available").wait(VpcIds=[vpc], WaiterConfig={"Delay": 0.2})
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.0.0/24")["Subnet"]
        assert subnet["AvailableIpAddressCount"] == 251

    with step("ec2", "CreateSecurityGroup, AuthorizeSecurityGroupIngress"):
        groups = [ec2.create_security_group(GroupName=f"g{at}", Description="tour", VpcId=vpc)["GroupId"] for at in range(6)]
        allowed = [
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "192.0.2.0/24", "Description": "a"}]},
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": groups[1]}]},
        ]
        made = ec2.authorize_security_group_ingress(GroupId=groups[0], IpPermissions=allowed)
        assert made["Return"] is True and len(made["SecurityGroupRules"]) == 2

    with refusal("ec2", "AuthorizeSecurityGroupIngress twice", "InvalidPermission.Duplicate", 400):
        ec2.authorize_security_group_ingress(GroupId=groups[0], IpPermissions=allowed)

    with step("ec2", "DescribeSecurityGroups in pages"):
        found = pages(ec2, "describe_security_groups", "SecurityGroups", 5, Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        assert len(found) == 7

    with step("ec2", "DescribeSecurityGroupRules in pages"):
        found = pages(ec2, "describe_security_group_rules", "SecurityGroupRules", 5, Filters=[{"Name": "group-id", "Values": groups}])
        assert [each["CidrIpv4"] for each in found if not each["IsEgress"] and "CidrIpv4" in each] == ["192.0.2.0/24"]

    with step("ec2", "CreateNetworkInterface, ModifyNetworkInterfaceAttribute"):
        made = ec2.create_network_interface(SubnetId=subnet["SubnetId"], Groups=groups[:2])["NetworkInterface"]
        ec2.modify_network_interface_attribute(NetworkInterfaceId=made["NetworkInterfaceId"], Groups=[groups[2]])
        read = ec2.describe_network_interfaces(NetworkInterfaceIds=[made["NetworkInterfaceId"]])["NetworkInterfaces"][0]
        assert read["Groups"] == [{"GroupId": groups[2], "GroupName": "g2"}], read["Groups"]

    with refusal("ec2", "DeleteSecurityGroup in use", "DependencyViolation", 400):
        ec2.delete_security_group(GroupId=groups[2])

    with step("ec2", "DescribeSubnets, DescribeRouteTables, DescribeNetworkAcls, DescribeVpcs in pages"):
        here = {"Filters": [{"Name": "vpc-id", "Values": [vpc]}]}
        for operation, key in (("subnets", "Subnets"), ("route_tables", "RouteTables"), ("network_acls", "NetworkAcls"), ("vpcs", "Vpcs")):
            found = ec2.get_paginator(f"describe_{operation}").paginate(**here).build_full_result()[key]
            assert len(found) == 1, (operation, found)

    with step("ec2", "CreateVpcEndpoint"):
        made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3")["VpcEndpoint"]
        assert made["VpcEndpointType"] == "Gateway"
        assert isinstance(made["PolicyDocument"], str)

    with step("ec2", "DeleteNetworkInterface, DeleteSecurityGroup"):
        ec2.delete_network_interface(NetworkInterfaceId=read["NetworkInterfaceId"])
        assert ec2.delete_security_group(GroupId=groups[2])["GroupId"] == groups[2]
