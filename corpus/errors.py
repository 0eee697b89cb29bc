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

import errno

__all__ = [
    "AddressError",
    "IndexStoreError",
    "ModelError",
    "PlanFileError",
    "PlanQAError",
    "QuestionError",
    "SettingsError",
    "reason_of",
]

_REASONS = {
    errno.ENOENT: "路径不存在",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称过长",
    errno.EIO: "磁盘读写出错",
}


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese; its own words where they are not known."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


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
