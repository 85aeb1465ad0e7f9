"""The one door to the policies: which rules hold, and the words that are agreed to."""

from hashlib import sha256

from jiayi.agreements.model import AgreementText
from jiayi.policies.cited import Citation, NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.offers import agreement_text
from jiayi.policies.resolve import Policy

__all__ = ["ASSUMED", "basis", "policy_for", "words_for"]
ASSUMED = "（演示假设）"


def words_for(policy: Policy) -> AgreementText | None:
    """None where no text is in force. The version names the very words: two places never share one by accident."""
    found = agreement_text(policy)
    if isinstance(found, NoRule):
        return None
    body = "\n".join(f"{line.text}（{citation.number} {line.clause}）" for line, citation in found.paragraphs)
    digest = sha256(body.encode()).hexdigest()
    return AgreementText(version=f"{found.version}#{digest[:8]}", sha256=digest, body=body)


def basis(citation: Citation | None) -> str:
    """依据 in one line, as it is stored with an agreement."""
    if citation is None:
        return ""
    assumed = ASSUMED if citation.assumption else ""
    return f"《{citation.title}》{citation.number} {citation.clause}{assumed}"
