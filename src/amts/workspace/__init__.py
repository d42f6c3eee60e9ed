"""The composition root: opens a project's folder and builds from its settings what an act needs."""

from amts.workspace.project import Workspace, Written, open_workspace

__all__ = ["Workspace", "Written", "open_workspace"]
