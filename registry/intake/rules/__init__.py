"""The rules of intake as one table. Every rule runs on every submission, in one pass."""

from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.outcomes import OUTCOME_RULES
from registry.intake.rules.rows import ROW_RULES
from registry.intake.rules.situation import Situation
from registry.model.submission import Finding, SubmissionBatch

SUBMISSION_RULES = (*NOTICE_RULES, *OUTCOME_RULES, *ROW_RULES)


def check(batch: SubmissionBatch, situation: Situation) -> tuple[Finding, ...]:
    """Everything wrong with a submission, by row; empty when it can be stored."""
    findings = [f for rule in SUBMISSION_RULES for f in rule.findings(batch, situation)]
    return tuple(sorted(findings, key=lambda f: (f.path.split("[")[0], f.row or 0)))
