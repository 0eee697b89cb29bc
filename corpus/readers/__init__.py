"""Readers: a file of any kind becomes the text of a plan."""

from corpus.readers.source import SourceText, read_source

__all__ = ["SourceText", "read_source"]
