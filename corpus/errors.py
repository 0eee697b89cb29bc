"""Errors a person can act on.

PlanQAError
├── PlanFileError      a plan's file is missing, unreadable or holds no readable text
├── AddressError       an address that names nothing in the plan
├── IndexStoreError    the index folder cannot be read, written or trusted
├── ModelError         the embedding model cannot be loaded
├── QuestionError      a question that cannot be asked (empty, too long)
└── SettingsError      a setting that is wrong

Every message is one short Chinese text saying what was found, what was expected and what to do.
The command line prints it and exits with code 2; the chat shows it. A missing answer is no error:
it is a status of the answer.
"""

__all__ = [
    "AddressError",
    "IndexStoreError",
    "ModelError",
    "PlanFileError",
    "PlanQAError",
    "QuestionError",
    "SettingsError",
]


class PlanQAError(Exception):
    """Root of all errors shown to users; `str(error)` is the Chinese message."""


class PlanFileError(PlanQAError):
    """A plan's file is missing, unreadable or empty."""


class AddressError(PlanQAError):
    """An address that names nothing in the plan; the message lists the nearest ones."""


class IndexStoreError(PlanQAError):
    """The index folder cannot be read, written or trusted."""


class ModelError(PlanQAError):
    """The embedding model cannot be loaded."""


class QuestionError(PlanQAError):
    """A question that cannot be asked as it stands."""


class SettingsError(PlanQAError):
    """A setting with a value that cannot be used."""
