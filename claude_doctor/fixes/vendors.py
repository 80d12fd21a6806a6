"""The clouds that serve Claude: their routes, and which fix each has for what a route needs."""

from __future__ import annotations

#: The routes of each vendor.
BEDROCK = ("bedrock", "mantle")
AWS = (*BEDROCK, "anthropic-aws")
GOOGLE = ("vertex",)
AZURE = ("foundry",)
EVERY = (*AWS, *GOOGLE, *AZURE)

#: By what a route needs, the fixes of all of them: a report shows what helps on its own route.
RENEW = ("renew-aws", "renew-google", "renew-azure")
IDENTITIES = ("see-aws-identity", "see-google-identity", "see-azure-identity")
LOGINS = (*RENEW, *IDENTITIES)
MODELS = ("list-aws-models", "model-garden", "foundry-deployments")
QUOTAS = ("aws-quota", "google-project-quota", "azure-quota")
REGIONS = ("other-aws-region", "other-google-region")
FOLLOW = ("follow-aws-health", "follow-google-status", "follow-azure-status")
