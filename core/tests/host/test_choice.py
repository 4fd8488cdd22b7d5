"""
Who is loaded at all: decided from metadata, before any code of a plugin runs.
"""

from __future__ import annotations

import pytest
from packaging.version import Version

from tiltyard.host import FoundPlugin, PluginStatus
from tiltyard.host.api_range import api_range, misfit
from tiltyard.host.choice import left_out
from tiltyard.settings import PluginsSettings

HOST = Version("1.4.0")


def found(name, distribution=None, version="1.0", requires=()):
    return FoundPlugin(name, lambda: None, distribution or f"tiltyard-{name}", version, requires)


class TestRange:
    @pytest.mark.parametrize(
        ("requires", "wanted"),
        [
            pytest.param(["tiltyard>=1,<2"], "<2,>=1", id="range"),
            pytest.param(["attrs", "Tiltyard >= 1.2"], ">=1.2", id="spelt-otherwise"),
            pytest.param(["tiltyard[testing]>=1; extra == 'test'"], None, id="only-for-tests"),
            pytest.param(["tiltyard-riot>=1"], None, id="another-distribution"),
            pytest.param(["not a requirement !!", "tiltyard>=1"], ">=1", id="nonsense-beside-it"),
            pytest.param([], None, id="nothing"),
        ],
    )
    def test_it_is_the_plugins_own_requirement(self, requires, wanted):
        said = api_range(requires)

        assert (None if said is None else str(said)) == wanted

    @pytest.mark.parametrize(
        ("requires", "command"),
        [
            pytest.param("tiltyard>=2,<3", "pip install --upgrade 'tiltyard<3,>=2'", id="needs-a-newer-host"),
            pytest.param("tiltyard~=1.5", "pip install --upgrade 'tiltyard~=1.5'", id="needs-a-newer-minor"),
            pytest.param("tiltyard<1", "pip install --upgrade 'tiltyard-p'", id="too-old-for-this-host"),
        ],
    )
    def test_a_misfit_says_which_side_to_upgrade(self, requires, command):
        aside = misfit(found("p", requires=[requires]), HOST, {})

        assert aside.status is PluginStatus.QUARANTINED
        assert "this is 1.4.0" in aside.reason
        assert aside.remedy.command == command

    @pytest.mark.parametrize("requires", [[], ["tiltyard>=1.2,<2"], ["tiltyard"]])
    def test_what_fits_or_says_nothing_may_be_loaded(self, requires):
        assert misfit(found("p", requires=requires), HOST, {}) is None

    def test_a_host_of_the_next_release_in_the_making_fits(self):
        assert misfit(found("p", requires=["tiltyard>=1,<2"]), Version("1.5.0.dev3"), {}) is None

    @pytest.mark.parametrize(("version", "bad"), [("1.2.1", True), ("1.2.3", False), ("1.1", False)])
    def test_versions_known_to_be_bad_are_named_with_the_reason(self, version, bad):
        known = {"tiltyard-p": [(">=1.2,<1.2.3", "it loses check-ins")]}
        aside = misfit(found("p", "Tiltyard_P", version), HOST, known)

        assert (aside is not None and "it loses check-ins" in aside.reason) is bad


class TestChoice:
    @pytest.mark.parametrize("name", ["goose_watch", "goose-watch", "tiltyard-goose-watch", "Tiltyard_Goose.Watch"])
    def test_names_match_the_entry_point_or_the_distribution(self, name):
        plugin = found("goose_watch", "tiltyard-goose-watch")

        assert left_out(plugin, [plugin], PluginsSettings(disabled=(name,))).status is PluginStatus.DISABLED
        assert left_out(plugin, [plugin], PluginsSettings(only=(name,))) is None

    def test_only_leaves_out_the_others(self):
        ign, riot = found("ign"), found("riot")

        assert left_out(riot, [ign, riot], PluginsSettings(only=("ign",))).reason == "plugins.only does not name it"

    def test_safe_mode_leaves_only_what_core_brings(self):
        ours, riot = found("csv", "tiltyard"), found("riot")
        settings = PluginsSettings(safe_mode=True)

        assert left_out(ours, [ours, riot], settings) is None
        assert "safe mode" in left_out(riot, [ours, riot], settings).reason

    def test_of_two_that_claim_a_name_the_distribution_called_so_has_it(self):
        ours, theirs = found("riot"), found("riot", "evil-riot")
        both = [ours, theirs]

        assert left_out(ours, both, PluginsSettings()) is None
        assert (
            left_out(theirs, both, PluginsSettings()).reason == "evil-riot and tiltyard-riot both claim the name 'riot'"
        )

    def test_nobody_takes_a_name_from_core(self):
        ours, theirs = found("csv", "tiltyard"), found("csv", "tiltyard-csv")

        assert left_out(ours, [ours, theirs], PluginsSettings()) is None
        assert left_out(theirs, [ours, theirs], PluginsSettings()) is not None

    def test_of_two_that_are_called_otherwise_nobody_has_it_until_one_is_disabled(self):
        one, other = found("x", "one"), found("x", "other")
        both = [one, other]

        assert left_out(one, both, PluginsSettings()).remedy.command == "pip uninstall one"
        assert left_out(other, both, PluginsSettings()) is not None
        assert left_out(one, both, PluginsSettings(disabled=("other",))) is None
