#!/usr/bin/env python3
"""Writes canonical.json beside itself: canonical variates as NumPy finds them. Needs numpy 2.

Forty tracks whose embeddings of six values hold valence, energy and danceability in three mixed
directions, with noise; one value is constant.
"""

import json
import os

import numpy as np

RIDGE = 0.1
random = np.random.default_rng(5)
cues = random.uniform(size=(40, 3)) @ np.array([[1, .3, .2], [0, .8, .1], [0, 0, .7]]) / 1.5
embeddings = 3 + np.hstack([cues @ random.normal(size=(3, 5)), np.zeros((40, 1))])
embeddings[:, :5] += .3 * random.normal(size=(40, 5))
cues, embeddings = cues.astype("f4"), embeddings.astype("f4")

x = embeddings.astype("f8") - embeddings.astype("f8").mean(axis=0)
_, singular, axes = np.linalg.svd(x, full_matrices=False)
parts = x @ axes[:5].T
variances = parts.var(axis=0)
shrink = 1 / np.sqrt(variances + RIDGE * variances.mean())
y = cues.astype("f8")
y = (y - y.mean(axis=0)) / y.std(axis=0)
values, vectors = np.linalg.eigh(y.T @ y / len(y))
cross = (parts * shrink).T @ y / len(y) @ (vectors * values ** -.5 @ vectors.T)
left, correlations, _ = np.linalg.svd(cross, full_matrices=False)
variates = parts * shrink @ left
variates *= correlations / variates.std(axis=0)
with_cues = variates.T @ y
signs = np.sign(with_cues[np.arange(3), np.abs(with_cues).argmax(axis=1)])

with open(os.path.dirname(os.path.abspath(__file__)) + "/canonical.json", "w") as file:
    json.dump({
        "embeddings": embeddings.tolist(), "cues": cues.tolist(),
        "correlations": correlations.tolist(), "variates": (variates * signs).tolist(),
    }, file)
    file.write("\n")
