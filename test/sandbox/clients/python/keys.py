"""KMS (the JSON protocol): keys, cryptography, grants."""

import hashlib

from steps import client, pages, refusal, step


def tour():
    kms = client("kms")

    with step("kms", "CreateKey, DescribeKey"):
        keys = [kms.create_key(Description=f"tour {at}")["KeyMetadata"] for at in range(3)]
        key = keys[0]["KeyId"]
        read = kms.describe_key(KeyId=keys[0]["Arn"])["KeyMetadata"]
        assert read["KeyState"] == "Enabled" and read["CreationDate"] == keys[0]["CreationDate"]

    with step("kms", "ListKeys in pages, CreateAlias, ListAliases in pages"):
        assert {each["KeyId"] for each in pages(kms, "list_keys", "Keys", 1)} >= {each["KeyId"] for each in keys}
        for at, each in enumerate(keys):
            kms.create_alias(AliasName=f"alias/tour-{at}", TargetKeyId=each["KeyId"])
        names = {each["AliasName"] for each in pages(kms, "list_aliases", "Aliases", 1)}
        assert names >= {"alias/tour-0", "alias/tour-1", "alias/tour-2"}

    with step("kms", "Encrypt and Decrypt"):
        secret = bytes(range(256))
        sealed = kms.encrypt(KeyId="alias/tour-0", Plaintext=secret, EncryptionContext={"a": "é"})
        opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"a": "é"})
        assert opened["Plaintext"] == secret and opened["KeyId"] == keys[0]["Arn"]

    with refusal("kms", "Decrypt in another context", "InvalidCiphertextException", 400):
        kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext={"a": "e"})

    with step("kms", "GenerateDataKey, ReEncrypt"):
        made = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
        assert len(made["Plaintext"]) == 32
        again = kms.re_encrypt(CiphertextBlob=made["CiphertextBlob"], DestinationKeyId=keys[1]["KeyId"])["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=again)["Plaintext"] == made["Plaintext"]

    with step("kms", "Sign a digest, Verify, GetPublicKey"):
        signer = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        digest = hashlib.sha256(b"message").digest()
        signed = kms.sign(KeyId=signer, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256")
        proof = {"KeyId": signer, "Signature": signed["Signature"], "SigningAlgorithm": "ECDSA_SHA_256"}
        assert kms.verify(**proof, Message=b"message", MessageType="RAW")["SignatureValid"] is True
        assert kms.get_public_key(KeyId=signer)["PublicKey"][:1] == b"\x30"

    with step("kms", "CreateGrant, ListGrants in pages, RevokeGrant"):
        made = [kms.create_grant(KeyId=key, GranteePrincipal="arn:aws:iam::111122223333:root", Operations=["Decrypt"], Name=f"g{at}") for at in range(2)]
        assert len(pages(kms, "list_grants", "Grants", 1, KeyId=key)) == 2
        kms.revoke_grant(KeyId=key, GrantId=made[0]["GrantId"])

    with step("kms", "PutKeyPolicy, GetKeyPolicy"):
        policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        kms.put_key_policy(KeyId=key, Policy=policy)
        assert kms.get_paginator("list_key_policies").paginate(KeyId=key).build_full_result()["PolicyNames"] == ["default"]

    with step("kms", "DisableKey, ScheduleKeyDeletion"):
        kms.disable_key(KeyId=key)
        ending = kms.schedule_key_deletion(KeyId=keys[1]["KeyId"], PendingWindowInDays=7)
        assert ending["KeyState"] == "PendingDeletion" and ending["DeletionDate"] > keys[1]["CreationDate"]

    with refusal("kms", "Encrypt with a disabled key", "DisabledException", 400):
        kms.encrypt(KeyId=key, Plaintext=b"a")

    with refusal("kms", "DescribeKey of none", "NotFoundException", 400):
        kms.describe_key(KeyId="12345678-1234-1234-1234-123456789012")
