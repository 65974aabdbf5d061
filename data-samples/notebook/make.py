"""Writes the inputs of the notebook's convolution examples: numpy's legacy generator, seed 1.

Run: python3 make.py   (in this folder)
"""
import numpy as np


def write(name, x_shape, w_shape):
    np.random.seed(1)
    x = np.random.randn(*x_shape)
    w = np.random.randn(*w_shape)
    b = np.random.randn(1, 1, 1, w_shape[-1])
    np.savez(name, **{"A_prev": x, "conv.weight": w, "conv.bias": b.reshape(-1)})


write("forward-v2a.npz", (10, 5, 7, 4), (3, 3, 4, 8))
write("backward.npz", (10, 4, 4, 3), (2, 2, 3, 8))
