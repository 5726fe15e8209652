"""Has a daemon of its own index some music, for the benchmarks that look at the result."""

import contextlib
import json
import math
import os
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAMS = os.environ.get("ORPHEUS_PROGRAMS", ROOT + "/.build/release") + "/"
BENCH = ROOT + "/.build/bench"


MUSIC = ["singularity-music", "fretsonfire-songs-muldjord", "fretsonfire-songs-sectoid",
         "wesnoth-1.16-music"]


def tracks():
    """Every track of four Debian packages of freely licensed music, fetched where missing."""
    os.makedirs(BENCH, exist_ok=True)
    subprocess.run([ROOT + "/Config/scripts/music", BENCH + "/music", *MUSIC], check=True)
    # A song's guitar by itself is no track, and silent for most of it.
    return sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(BENCH + "/music")
        for name in names if name.endswith(".ogg") and name != "guitar.ogg")


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(
        sum(x * x for x in a) * sum(y * y for y in b))


class Library:
    """A running daemon; ask it with `control`."""

    def __init__(self, folder, music, settings=""):
        self.socket = folder + "/control.sock"
        with open(folder + "/orpheus.toml", "w") as file:
            # Nothing else that runs is to make a file wait.
            file.write('[analysis]\nload-limit = 1\non-battery = "run"\n' + settings)
        places = [part for top in music for part in ("--music", top)]
        self.process = subprocess.Popen([
            PROGRAMS + "orpheusd", "--config", folder + "/orpheus.toml", *places,
            "--state", folder, "--socket", self.socket, "--log-level", "warning"])
        while not os.path.exists(self.socket):
            assert self.process.poll() is None, "orpheusd does not start"
            time.sleep(0.01)

    def control(self, *words):
        """What orpheusctl prints with --json."""
        return json.loads(subprocess.run(
            [PROGRAMS + "orpheusctl", *words, "--json", "--socket", self.socket],
            check=True, stdout=subprocess.PIPE).stdout)

    def sync(self):
        while subprocess.run(
                [PROGRAMS + "orpheusctl", "sync", "--timeout", "3600", "--socket", self.socket],
                stdout=subprocess.DEVNULL).returncode:
            assert self.process.poll() is None, "orpheusd has ended"

    def tracks(self, paths):
        """Every track of `paths` that was analysed, with its embedding."""
        found = {path: self.control("track", path, "--embedding") for path in paths}
        return {path: track for path, track in found.items() if track["state"] == "analysed"}


@contextlib.contextmanager
def library(music, settings=""):
    """A daemon that has indexed all of `music`; further `settings` go into its [analysis] table."""
    with tempfile.TemporaryDirectory(prefix="orpheus-bench.") as folder:
        one = Library(folder, music, settings)
        try:
            one.sync()
            yield one
        finally:
            one.process.terminate()
            one.process.wait()
