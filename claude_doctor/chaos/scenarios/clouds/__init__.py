"""Claude through a cloud: Bedrock, Vertex, Foundry, Mantle, Claude on AWS, and gateways to them."""

from __future__ import annotations

from . import aws, bedrock, foundry, vertex

ROWS = (*bedrock.ROWS, *vertex.ROWS, *foundry.ROWS, *aws.ROWS)
