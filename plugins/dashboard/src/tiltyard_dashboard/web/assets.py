"""
The static files, in memory, under addresses that change with their content, so that browsers may keep them for good.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Assets:
    """All files of one directory."""

    def __init__(self, directory: Path) -> None:
        self._files = {
            path.name: path.read_bytes() for path in sorted(directory.iterdir()) if path.suffix in MEDIA_TYPES
        }
        digest = hashlib.sha256()
        for name, content in self._files.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.build = digest.hexdigest()[:12]

    def answer(self, request: Request) -> Response:
        """Serve `/static/{build}/{name}`.

        raises  HTTPException 404 for another build too: kept under that address, the wrong content would stay for good
        """
        name = request.path_params["name"]
        if request.path_params["build"] != self.build or name not in self._files:
            raise HTTPException(404)
        return Response(
            self._files[name],
            media_type=MEDIA_TYPES[Path(name).suffix],
            headers={"cache-control": "public, max-age=31536000, immutable"},
        )
