"""What rules speak in: risks, findings, acts and the moments in which they happen."""

from migration_lsp.judgement.acts import Act
from migration_lsp.judgement.finding import Cause, Danger, Finding, Related
from migration_lsp.judgement.moment import Moment
from migration_lsp.judgement.plan import Plan, Step
from migration_lsp.judgement.risk import Risk
from migration_lsp.judgement.rule import Rule, rule, rule_of
from migration_lsp.judgement.subjects import Revision, Whole
from migration_lsp.judgement.view import View

__all__ = [
    "Act",
    "Cause",
    "Danger",
    "Finding",
    "Moment",
    "Plan",
    "Related",
    "Revision",
    "Risk",
    "Rule",
    "Step",
    "View",
    "Whole",
    "rule",
    "rule_of",
]
