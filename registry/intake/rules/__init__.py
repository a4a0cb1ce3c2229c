"""The rules of intake as one table. Every rule runs on every submission, in one pass."""

from registry.intake.rules.notices import NOTICE_RULES
from registry.intake.rules.outcomes import OUTCOME_RULES
from registry.intake.rules.rows import ROW_RULES
from registry.intake.rules.situation import Situation
from registry.model.submission import Finding, SubmissionBatch

SUBMISSION_RULES = (*NOTICE_RULES, *OUTCOME_RULES, *ROW_RULES)
OWN = next(rule for rule in NOTICE_RULES if rule.id == "programme-own")


def check(batch: SubmissionBatch, situation: Situation) -> tuple[Finding, ...]:
    """Everything wrong with a submission, by row; empty when it can be stored."""
    programme = situation.programme
    if programme is not None and programme.sponsor_id != situation.sponsor_id:
        # what another rule finds would tell of the other sponsor's programme
        return tuple(OWN.findings(batch, situation))
    findings = [f for rule in SUBMISSION_RULES for f in rule.findings(batch, situation)]
    return tuple(sorted(findings, key=lambda f: (f.path.split("[")[0], f.row or 0)))
