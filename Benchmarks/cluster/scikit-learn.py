"""The other side of Benchmarks/cluster/run: writes points, or times scikit-learn on them."""

import resource
import sys
import time

import numpy

DIMENSION = 52


def write(path, count):
    """A library as Tests/MoodModelTests/SimulatedMusic.swift describes it."""
    numbers = numpy.random.default_rng(1)
    kinds = 14
    deviation = 1 / numpy.sqrt(numpy.arange(1, 51))
    means = numbers.standard_normal((kinds, 50)) * deviation
    widths = numbers.uniform(0.45, 0.85, kinds)
    affect = 0.8 * numbers.standard_normal((kinds, 2))
    share = 1 / numpy.arange(1, kinds + 1) ** 0.8
    kind = numbers.choice(kinds, count, p=share / share.sum())
    music = means[kind] + widths[kind, None] * deviation * numbers.standard_normal((count, 50))
    music *= 2 / numpy.linalg.norm(music, axis=1)[:, None]
    feeling = affect[kind] + 0.6 * numbers.standard_normal((count, 2))
    numpy.hstack([feeling, music]).astype("<f4").tofile(path)


def measure(path, k):
    from sklearn.cluster import MiniBatchKMeans

    points = numpy.fromfile(path, "<f4").reshape(-1, DIMENSION)
    for name, options in (
        ("as it comes", {}),
        ("one pass", {"max_iter": 1, "max_no_improvement": None}),
        ("3 attempts", {"n_init": 3}),
    ):
        options = {"n_init": 1, **options}
        start = time.process_time()
        model = MiniBatchKMeans(k, random_state=1, **options).fit(points)
        print(f"MiniBatchKMeans, {name}\t{time.process_time() - start}\ts")
        print(f"its inertia\t{model.inertia_}\t")
    model = MiniBatchKMeans(k, random_state=1, init=model.cluster_centers_, n_init=1)
    model.partial_fit(points[:1000])
    start = time.process_time()
    for row in range(2000):
        model.partial_fit(points[row:row + 1])
    print(f"partial_fit of one track\t{(time.process_time() - start) / 2000 * 1e6}\tµs")
    start = time.process_time()
    model.predict(points)
    print(f"predict every track\t{(time.process_time() - start) / len(points) * 1e6}\tµs")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory\t{peak}\tMB")


if sys.argv[1] == "write":
    write(sys.argv[2], int(sys.argv[3]))
else:
    measure(sys.argv[2], int(sys.argv[3]))
