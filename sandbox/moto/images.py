"""The machine images of the sandbox, in place of moto's 1,291: a world on disk stays small and starts fast."""

_IMAGES = [
    # id, name, architecture, platform, root device, owner
    ("ami-0f1eb4ea0000000a1", "al2023-ami-2023.9.20261102.0-kernel-6.12-x86_64", "x86_64", None, "/dev/xvda", "137112412989"),
    ("ami-0f1eb4ea0000000a2", "al2023-ami-2023.9.20261102.0-kernel-6.12-arm64", "arm64", None, "/dev/xvda", "137112412989"),
    ("ami-0f1eb4ea0000000b1", "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261030", "x86_64", None, "/dev/sda1", "099720109477"),
    ("ami-0f1eb4ea0000000c1", "Windows_Server-2025-English-Full-Base-2026.11.12", "x86_64", "windows", "/dev/sda1", "801119661308"),
]


def load_images(backend):
    """Replaces `AmiBackend._load_amis`: gives an EC2 backend exactly the images above."""
    from moto.ec2.models.amis import Ami

    for ami_id, name, architecture, platform, root_device, owner in _IMAGES:
        backend.amis[ami_id] = Ami(
            backend,
            ami_id,
            name=name,
            description=name,
            owner_id=owner,
            owner_alias="amazon",
            public=True,
            virtualization_type="hvm",
            architecture=architecture,
            platform=platform,
            hypervisor="xen",
            root_device_type="ebs",
            root_device_name=root_device,
            image_location=f"amazon/{name}",
            region_name=f"{backend.region_name}a",
        )
