"""Makes the files beside it: PyTorch's values and gradients in float64.

    python3 make.py

Made with PyTorch 1.13. Images are NHWC; broadcasting is along the axes as they lie.
"""

import numpy as np
import torch
import torch.nn.functional as F

F64 = torch.float64
rng = np.random.default_rng(17)


def floats(*shape):
    """Doubles that are floats, so that both sides begin with the same numbers."""
    return torch.tensor(rng.normal(size=shape).astype(np.float32), dtype=F64)


def rounded(values):
    return values.float().double()


def slope(f, *inputs):
    """Output, upstream gradient, and the gradients of the inputs."""
    inputs = [i.clone().requires_grad_() for i in inputs]
    y = f(*inputs)
    dy = floats(*y.shape)
    y.backward(dy)
    return y.detach(), dy, [i.grad for i in inputs]


def save(name, **arrays):
    np.savez_compressed(name, **{k: np.asarray(v) for k, v in arrays.items()})


x = rounded(torch.cat([floats(23) * 3, floats(8) * 20, floats(8) * 0.01]))
positive = rounded(x.abs() + 2.0**-10)
functions = {
    "CLIP": lambda v: v.clamp(-0.75, 2.5),
    "ELU": lambda v: F.elu(v, 1.25),
    "SELU": F.selu,
    "CELU": lambda v: F.celu(v, 0.75),
    "HARD_SIGMOID": lambda v: (0.2 * v + 0.5).clamp(0, 1),
    "HARD_SWISH": F.hardswish,
    "TANH": torch.tanh,
    "SWISH": F.silu,
    "SOFTPLUS": lambda v: F.softplus(v, threshold=1e9),
    "SOFTSIGN": F.softsign,
    "MISH": F.mish,
    "GELU": F.gelu,
    "GELU_TANH": lambda v: F.gelu(v, approximate="tanh"),
    "THRESHOLDED_RELU": lambda v: F.threshold(v, 0.5, 0),
    "LEAKY": lambda v: F.leaky_relu(v, -0.25),
    "EXP": torch.exp,
    "LOG": torch.log,
    "SQRT": torch.sqrt,
    "ABS": torch.abs,
    "NEGATE": torch.neg,
    "RECIPROCAL": torch.reciprocal,
    "ERF": torch.erf,
    "SQUARE": torch.square,
    "SIGN": torch.sign,
    "FLOOR": torch.floor,
    "CEIL": torch.ceil,
    "ROUND": torch.round,
}
arrays = {"x": x, "positive": positive}
for name, f in functions.items():
    y, dy, (dx,) = slope(f, positive if name in ("LOG", "SQRT") else x)
    arrays.update({f"{name}.y": y, f"{name}.dy": dy, f"{name}.dx": dx})
save("functions", **arrays)

scores = floats(3, 2, 7) * 4
arrays = {"x": scores}
y, dy, (dx,) = slope(lambda v: F.log_softmax(v, -1), scores)
arrays.update(y=y, dy=dy, dx=dx)
save("log-softmax", **arrays)

x = floats(2, 3, 2, 7)
arrays = {"x": x}
for name, shape in {"one": (1,), "channel": (7,), "row": (3, 1, 1), "all": (3, 2, 7)}.items():
    slopes = floats(*shape)
    y, dy, (dx, dslope) = slope(lambda v, s: torch.where(v < 0, s * v, v), x, slopes)
    arrays.update({f"{name}.slope": slopes, f"{name}.dslope": dslope})
    arrays.update({f"{name}.y": y, f"{name}.dy": dy, f"{name}.dx": dx})
save("prelu", **arrays)

operations = {
    "ADD": torch.add,
    "SUBTRACT": torch.sub,
    "MULTIPLY": torch.mul,
    "DIVIDE": torch.div,
    "MINIMUM": torch.minimum,
    "MAXIMUM": torch.maximum,
    "POWER": torch.pow,
}
shapes = {
    "same": ((2, 3, 2), (2, 3, 2)),
    "gate": ((2, 3, 9), (1, 1, 9)),
    "pixels": ((3, 1, 1), (3, 1, 5)),
    "crossed": ((3, 1, 2), (1, 5, 2)),
}
arrays = {}
for form, (left, right) in shapes.items():
    a = rounded(floats(2, *left).abs() + 0.25)
    b = rounded(floats(2, *right).abs() + 0.25)
    arrays.update({f"{form}.a": a, f"{form}.b": b})
    for name, f in operations.items():
        y, dy, (da, db) = slope(f, a, b)
        key = f"{form}.{name}"
        arrays.update({f"{key}.y": y, f"{key}.dy": dy, f"{key}.da": da, f"{key}.db": db})
save("arithmetic", **arrays)
