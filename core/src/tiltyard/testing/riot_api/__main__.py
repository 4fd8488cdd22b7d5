"""
The stand-in in a process of its own: `python -m tiltyard.testing.riot_api --port 8088 --players 40 --games 5`.

The first line that it prints is JSON with its base address, its key and who plays; the last one, when its input ends,
is JSON with what calls there were.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import Any

from tiltyard.testing.riot_api.crowd import add_crowd
from tiltyard.testing.riot_api.quota import APP_LIMITS
from tiltyard.testing.riot_api.service import KEY, RiotService


def main(words: list[str]) -> int:
    """Serve until the input ends.

    returns  the exit code
    """
    told = _parser().parse_args(words)
    service = RiotService(
        keys=told.key or [KEY],
        app_limits=told.app_limits,
        method_limits=dict(one.split("=", 1) for one in told.method_limit),
        latency_s=told.latency_s,
        jitter_s=told.jitter_s,
        anchoring="aligned" if told.aligned else "first_call",
        in_order=told.in_order,
        seed=told.seed,
        port=told.port,
    )
    with service:
        players = add_crowd(service, told.players, told.games, platform=told.platform, seed=told.seed)
        _say({"base_url": service.base_url, "players": [str(player.riot_id) for player in players]})
        if told.share:
            service.fail(503, share=told.share / 2, seed=told.seed)
            service.fail(429, share=told.share / 2, seed=told.seed + 1)
        sys.stdin.read()
        _say(_figures(service))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tiltyard.testing.riot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on loopback; any free one unless told")
    parser.add_argument("--key", action="append", help="a key that is good; may be given several times")
    parser.add_argument("--app-limits", default=APP_LIMITS, help=f"such as {APP_LIMITS}")
    parser.add_argument("--method-limit", action="append", default=[], help="such as 'tft-match-v1 by-id=50:10'")
    parser.add_argument("--latency-s", type=float, default=0.0, help="there and back")
    parser.add_argument("--jitter-s", type=float, default=0.0, help="by how much it differs")
    parser.add_argument("--aligned", action="store_true", help="windows begin with the clock")
    parser.add_argument("--in-order", action="store_true", help="pairs of headers, for clients that rely on it")
    parser.add_argument("--share", type=float, default=0.0, help="of calls that go wrong, half 503 and half 429")
    parser.add_argument("--players", type=int, default=0, help="how many there are")
    parser.add_argument("--games", type=int, default=0, help="how many each of them has played")
    parser.add_argument("--platform", default="na1", help="where they play")
    parser.add_argument("--seed", type=int, default=0, help="the same again with the same seed")
    return parser


def _figures(service: RiotService) -> dict[str, Any]:
    with service.lock:
        calls = list(service.calls)
    by_status = Counter(str(call.status) for call in calls)
    by_host = Counter(call.host for call in calls)
    refused = Counter(str(call.limit_type) for call in calls if call.status == 429)
    return {"calls": len(calls), "by_host": by_host, "by_status": by_status, "refused": refused}


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
