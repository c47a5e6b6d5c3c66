"""From what a rule wants changed to edits of the text at hand, or to the word that this is not sure enough."""

from headlint.mending.draft import Draft
from headlint.mending.resolve import resolved

__all__ = ["Draft", "resolved"]
