"""
The browser of browser tests: Debian's Chromium, driven by Playwright. `CHROMIUM` is None where either is missing.
"""

from __future__ import annotations

import importlib.util
import shutil

_DRIVERS = ("playwright", "axe_playwright_python")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if any(importlib.util.find_spec(name) is None for name in _DRIVERS):
    CHROMIUM = None

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
