"""The API's stable error codes (`error.details.error_code`): what each means, and its row.

Source: the Python SDK 2.14.0, `types/shared/error_details.py`, read November 2026; side and retry
are our reading. A known code decides over type, status and message. Codes of administration that
have no line here are read by their words or their status.
"""

from __future__ import annotations

import functools
import re

# fmt: off
_CODES: tuple[tuple[str, str, str], ...] = (
    # Limits and money.
    ("enforced_spend_limit_reached", "spend-cap-reached",
     "The API tier's own monthly spend threshold is crossed."),
    ("contract_spend_limit_reached", "spend-limit-reached",
     "The contract's spend limit is reached; the account team can raise it."),
    ("linked_organization_spend_limit_reached", "spend-limit-reached",
     "The organization linked to the request's user profile reached its limit or has no credit."),
    ("linked_organization_billing_unavailable", "billing-error",
     "The organization linked to the request's user profile cannot be billed at present."),
    ("user_profile_not_billable", "billing-error", "The request's user profile cannot be billed."),
    ("user_profile_billing_not_authorized", "billing-error",
     "The request's user profile has not authorized its billing."),
    ("storage_quota_exceeded", "billing-error", "The organization's file storage is full."),
    ("ramp_limit_exceeded", "acceleration-limit",
     "Usage grows too fast (the acceleration limit); raise it gradually."),
    # Organizations, keys, permissions.
    ("organization_on_hold", "organization-disabled",
     "The organization is on hold for trust and safety reasons, not for billing."),
    ("claude_code_key_creator_not_member", "organization-policy",
     "The key's maker has left the organization or the Claude Code workspace."),
    ("api_key_scope_missing", "key-forbidden", "The key lacks the scope that this call needs."),
    ("organization_level_scoped_api_key_required", "key-forbidden",
     "This call needs an organization-wide key."),
    ("cmek_key_disabled", "encryption-key", "The organization's own encryption key is disabled."),
    ("cmek_not_approved", "encryption-key",
     "The organization is not approved for its own encryption key."),
    ("cmek_key_network_blocked", "encryption-key",
     "The network rules of the organization's key service block Anthropic."),
    ("cmek_feature_unsupported", "invalid-request",
     "This feature does not work with the organization's own encryption key."),
    ("cmek_key_unreachable", "key-service-silent",
     "The organization's key service did not answer."),
    ("cmek_context_unavailable", "api-error",
     "The context of the encryption key could not be read; retry in a few minutes."),
    ("skill_read_blocked_undecryptable", "encryption-key",
     "A skill is stored under a key that cannot be read."),
    ("authorization_check_unavailable", "api-error",
     "The API could not check the key's permissions; retry in a few minutes."),
    ("sandbox_egress_restricted", "proxy-denied",
     "The request came from a Claude sandbox with restricted network access."),
    # The request.
    ("claude_code_version_too_old", "claude-code-too-old",
     "This version of Claude Code is no longer accepted; update it."),
    ("user_profile_required", "invalid-request",
     "The header anthropic-user-profile-id is missing."),
    ("user_profile_not_found", "invalid-request", "anthropic-user-profile-id matches no profile."),
    ("image_dimensions_too_large", "invalid-request", "An image has too many pixels on one side."),
    ("request_body_too_large_after_decoding", "request-too-large",
     "The compressed body is too large when unpacked."),
    ("request_body_encoding_invalid", "invalid-request",
     "The body does not match its Content-Encoding."),
    ("request_body_encoding_unsupported", "invalid-request",
     "The body's Content-Encoding is not supported."),
    ("unsupported_charset", "invalid-request", "The body's charset is not supported."),
    ("request_body_timeout", "upload-too-slow",
     "The request's body did not finish arriving: the upload is too slow."),
    ("region_not_supported", "invalid-request",
     "The request names a region that is not supported; it is not about where you are."),
    ("unsupported_region", "invalid-request",
     "The request names a region that is not supported; it is not about where you are."),
    ("tool_name_conflict", "invalid-request", "Two tools of the request have the same name."),
    ("tool_reference_unresolved", "invalid-request",
     "The request refers to a tool that is not in its list."),
    ("available_tools_limit_exceeded", "invalid-request", "The request has too many tools."),
    ("file_expired", "invalid-request", "The file named in the request has expired."),
    ("file_not_downloadable", "invalid-request", "The file cannot be downloaded."),
    ("compaction_unavailable", "api-error", "Compaction is not available right now; retry."),
    ("thread_continue_in_flight", "conflict", "Another request still continues this thread."),
    ("concurrent_membership_change", "conflict", "Another membership change is still running."),
    ("external_key_changed", "conflict",
     "The external key changed in the meantime; send the request again."),
    ("scan_pending", "conflict", "A scan is still running; send it again later."),
    ("change_outcome_unknown", "api-error",
     "The outcome of the change is unknown; send the same request again to finish it."),
    ("workspace_created_incomplete", "workspace-incomplete",
     "The workspace was only partly created; check it before sending the request again."),
    # Administration that is not open to this organization.
    ("approval_required", "organization-policy", "This needs approval first."),
    ("grant_required", "organization-policy", "This needs a grant first."),
    ("cannot_invite_emails_with_unverified_domains", "organization-policy",
     "The e-mail's domain is not verified for this organization."),
    ("claude_tag_writes_not_enabled", "organization-policy",
     "Writing Claude tags is not enabled for this organization."),
    ("compliance_configuration_restricted", "organization-policy",
     "The compliance configuration is restricted."),
    ("spend_limits_admin_api_writes_not_enabled", "organization-policy",
     "Writing spend limits through the Admin API is not enabled for this organization."),
    ("workspace_policy_violation", "organization-policy", "The workspace's policy forbids this."),
    ("parent_organization_required", "organization-policy",
     "Only a parent organization may do this."),
    ("workspace_human_review_disabled", "organization-policy",
     "Human review is turned off in this workspace."),
    ("storage_profile_still_required", "invalid-request",
     "The storage profile is still in use."),
    ("gcp_project_not_verified", "invalid-request", "The Google Cloud project is not verified."),
    ("invalid_config_type_change", "invalid-request",
     "A configuration cannot change its type this way."),
)
# Families: codes of one kind share their ending or beginning. The first that fits counts.
_FAMILIES: tuple[tuple[str, str, str], ...] = (
    (r"thread_\w+", "invalid-request",
     "The thread's state does not match; send the whole conversation."),
    (r"compaction_\w+", "invalid-request", "The conversation's compaction block is invalid."),
    (r"\w+_changed_concurrently", "conflict", "Somebody else changed it in the meantime."),
    (r"\w+_not_(?:allowed|available|eligible|enrolled_in_beta|approved|supported_for_org)"
     r"|organization_type_not_supported|environment_\w+_disabled",
     "organization-policy", "This is not available to this organization or workspace."),
)

_CAMEL = r"(?<=[a-z0-9])(?=[A-Z])"


@functools.cache
def _known() -> dict[str, tuple[str, str]]:
    return {code: (row, says) for code, row, says in _CODES}


def listed() -> tuple[str, ...]:
    """The codes that have a line of their own."""
    return tuple(code for code, _, _ in _CODES)


def of_code(code: str) -> tuple[str, str] | None:
    """The id of a code's row, and what the code means; None for a code that is not known."""
    if (known := _known().get(code)) is not None:
        return known
    if code in _OTHER:
        for pattern, row, says in _FAMILIES:
            if re.fullmatch(pattern, code):
                return row, says
        return "invalid-request", f"The API rejects this: {code.replace('_', ' ')}."
    return None


# Codes without a line: of a family, or of administration, where the client asked for the wrong.
_OTHER = frozenset((
    "already_member", "bundle_attachment_not_supported", "bundle_on_call",
    "cannot_remove_last_member", "cannot_sign_out_primary_owner", "cannot_sign_out_self",
    "compaction_block_ambiguous", "compaction_block_misplaced", "compaction_content_mismatch",
    "compaction_incomplete_turn", "compaction_nothing_to_summarize", "compaction_signature_invalid",
    "compaction_too_many_tool_references", "compaction_tool_changes_mismatch",
    "email_domain_not_allowed", "environment_archived", "environment_create_disabled",
    "environment_update_disabled", "external_key_in_workspace_policy", "external_key_not_found",
    "external_key_provider_mismatch", "external_key_validation_failed", "external_storage_in_use",
    "external_storage_in_workspace_policy", "external_storage_not_available",
    "heartbeat_precondition_failed", "human_review_not_available",
    "human_review_on_with_external_storage", "invalid_metadata", "invalid_storage_arn",
    "invite_already_exists", "key_profile_mismatch", "organization_not_eligible",
    "organization_not_enrolled_in_beta", "organization_type_not_supported", "provider_not_allowed",
    "rbac_group_grants_owner_access", "rbac_group_owner_access_unconfirmed", "scan_failed",
    "slack_channel_set_up_settings_refused", "storage_changed_concurrently", "storage_not_approved",
    "storage_not_attachable", "storage_profile_mismatch", "storage_verification_failed",
    "thread_already_continued", "thread_fingerprint_mismatch", "thread_not_found",
    "thread_unsupported_request", "transcripts_storage_required", "workspace_changed_concurrently",
))

# Where programs write the code: the wire, Python's and JavaScript's dumps, the details' class.
_FIELD = r"(?i)\berror_?code\\*[\"']?\s{0,4}[:=]\s{0,4}\\*[\"']?([a-z][a-z0-9_]{5,60})\b"
_CLASS = r"\b([A-Z][A-Za-z0-9]{5,60}?)Error(?:Details)?\b"


def found(text: str) -> str | None:
    """The code that a text shows, known or not: of an `error_code` field, or by its class."""
    for match in re.finditer(_FIELD, text):
        if "_" in match[1]:
            return match[1]
    for match in re.finditer(_CLASS, text):
        code = re.sub(_CAMEL, "_", match[1]).lower()
        if of_code(code) is not None:
            return code
    return None
