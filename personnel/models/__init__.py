"""Persons' files, the planned structure of bodies, proposals."""

from .composition import StructureTarget
from .persons import Discipline, FileChange, Kinship, PersonFile, PersonPaper
from .proposals import Change, Hearing, OutsideOpinion, Override, Proposal, Report

__all__ = [
    "Change",
    "Discipline",
    "FileChange",
    "Hearing",
    "Kinship",
    "OutsideOpinion",
    "Override",
    "PersonFile",
    "PersonPaper",
    "Proposal",
    "Report",
    "StructureTarget",
]
