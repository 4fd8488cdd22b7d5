"""
Put the plugin template into the wheel and the sdist of core, so that `tiltyard plugins new` has it everywhere.

In the repository the template stands beside core, at the root, where people look for it; in an sdist it stands inside.
A wheel is built from either place. An editable install takes nothing: it finds the template in the repository.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "plugin_template"


class ShipTheTemplate(BuildHookInterface):
    """The hook that `[tool.hatch.build.hooks.custom]` asks for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the template to what is built."""
        if version == "editable":
            return
        core = Path(self.root)
        found = next(place / NAME for place in (core.parent, core) if (place / NAME / "copier.yml").is_file())
        build_data["force_include"][str(found)] = f"tiltyard/{NAME}" if self.target_name == "wheel" else NAME
