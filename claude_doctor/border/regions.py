"""The regions of AWS and of Google Cloud by name, for a region that is well formed and not there.

From both clouds' lists of regions, 2026-11. New ones come: that a region is missing here is no
proof, and counts only beside a name that does not resolve.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

_AWS = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
]
_GOOGLE = [
    "africa-south1",
    "asia-east1",
    "asia-east2",
    "asia-northeast1",
    "asia-northeast2",
    "asia-northeast3",
    "asia-south1",
    "asia-south2",
    "asia-southeast1",
    "asia-southeast2",
    "australia-southeast1",
    "australia-southeast2",
    "europe-central2",
    "europe-north1",
    "europe-north2",
    "europe-southwest1",
    "europe-west1",
    "europe-west10",
    "europe-west12",
    "europe-west2",
    "europe-west3",
    "europe-west4",
    "europe-west6",
    "europe-west8",
    "europe-west9",
    "eu",
    "global",
    "me-central1",
    "me-central2",
    "me-west1",
    "northamerica-northeast1",
    "northamerica-northeast2",
    "northamerica-south1",
    "southamerica-east1",
    "southamerica-west1",
    "us",
    "us-central1",
    "us-east1",
    "us-east4",
    "us-east5",
    "us-south1",
    "us-west1",
    "us-west2",
    "us-west3",
    "us-west4",
]
_SHOWN = 3


def near(cloud: str, region: str) -> tuple[str, ...]:
    """The regions that this one may be meant for, the nearest first; empty where it is known, and
    for a cloud whose places are no regions."""
    known = {"foundry": [], "vertex": _GOOGLE}.get(cloud, _AWS)
    low = region.lower()
    if not known or low in known or low.startswith("us-iso"):
        return ()
    # The number errs most often: those that differ in nothing else.
    stem = re.sub(r"\d+\Z", "", low)
    alike = [one for one in known if re.sub(r"\d+\Z", "", one) == stem]
    close = get_close_matches(low, known, _SHOWN, 0.6)
    return tuple(alike[:_SHOWN] or close or known[-_SHOWN:])
