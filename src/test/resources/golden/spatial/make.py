"""Makes cases.json and cases.npz beside it: what PyTorch, NumPy and ONNX's own examples give.

Run: python3 make.py    (PyTorch 1.13, ONNX 1.12, NumPy 1.24)
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

np.float = float  # ONNX 1.12 still asks for these
np.bool = bool
np.object = object
np.int = int

import onnx
from onnx.backend.test.case.node import collect_testcases

EXAMPLES = collect_testcases("")
rng = np.random.default_rng(20)
cases = []
flat = {"float32": [], "float64": []}  # all values, one case after the other


def last(a):
    """NCHW to NHWC, or any [N, C, ...]."""
    return np.moveaxis(np.asarray(a, np.float64), 1, -1) if np.ndim(a) > 1 else np.asarray(a)


def put(name, op, sizes, **values):
    where = {}
    for key, value in values.items():
        wide = np.ascontiguousarray(value, dtype=np.float64)
        exact = np.array_equal(wide.astype(np.float32), wide)
        kind = "float32" if exact else "float64"
        where[key] = {"in": kind, "at": len(flat[kind]), "shape": list(wide.shape)}
        flat[kind].extend(wide.flatten().tolist())
    cases.append({"name": name, "op": op, **sizes, "arrays": where})


def random(*shape):
    """Multiples of 1/64: float32 holds them exactly."""
    return np.round(rng.normal(size=shape) * 64) / 64


def torch_case(name, op, sizes, f, x, tie_free=False, **parameters):
    """f takes x and the parameters; all gradients are taken, layout [N, C, ...]."""
    t = torch.tensor(x, requires_grad=True)
    named = {k: torch.tensor(v, requires_grad=True) for k, v in parameters.items()}
    y = f(t, **named)
    dy = torch.tensor(random(*y.shape))
    y.backward(dy)
    values = {"x": last(x), "y": last(y.detach().numpy()), "dy": last(dy), "dx": last(t.grad)}
    for k, v in named.items():
        values[k] = v.detach().numpy()
        values["d" + k] = v.grad.numpy()
    for k in [k for k in values if k in ("weight", "dweight") and op == "convTranspose2d"]:
        values[k] = np.transpose(values[k], (2, 3, 1, 0))
    for k in [k for k in values if k.lstrip("d") in ("scale", "shift") and values[k].ndim == 3]:
        values[k] = np.transpose(values[k], (1, 2, 0))
    put(name, op, sizes, **values)


# Resize: the examples of ONNX itself.
def onnx_examples():
    for case in EXAMPLES:
        node = case.model.graph.node[0]
        if node.op_type != "Resize":
            continue
        a = {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute}
        a = {k: v.decode() if isinstance(v, bytes) else v for k, v in a.items()}
        ((inputs, outputs),) = case.data_sets
        given = dict(zip([i for i in node.input if i], inputs))
        x, y = inputs[0], outputs[0]
        scale = [y.shape[i] / x.shape[i] for i in (2, 3)]
        if "scales" in given:
            scale = [float(s) for s in given["scales"][2:]]
        roi = given.get("roi", np.array([0.0] * 4 + [1.0] * 4))
        upsample = node.op_type == "Upsample"
        sizes = {
            "out": [y.shape[2], y.shape[3]],
            "scale": scale,
            "roi": [float(roi[i]) for i in (2, 3, 6, 7)],
            "interpolation": a.get("mode", "nearest"),
            "coordinates": a.get(
                "coordinate_transformation_mode", "asymmetric" if upsample else "half_pixel"
            ),
            "nearest": a.get("nearest_mode", "floor" if upsample else "round_prefer_floor"),
            "cubicA": a.get("cubic_coeff_a", -0.75),
            "excludeOutside": bool(a.get("exclude_outside", 0)),
            "extrapolation": a.get("extrapolation_value", 0.0),
            "antialias": False,
        }
        name = case.name.replace("test_", "onnx-")
        if any(other["name"] == name for other in cases):  # one name there stands for two examples
            name += "_too"
        put(name, "resize", sizes, x=last(x), y=last(y))


def torch_resize(name, size, mode, align, antialias, h, w, c):
    x = random(2, c, h, w)
    sizes = {
        "out": list(size),
        "scale": [size[0] / h, size[1] / w],
        "roi": [0.0, 0.0, 1.0, 1.0],
        "interpolation": {"bilinear": "linear", "bicubic": "cubic", "nearest": "nearest"}[mode],
        "coordinates": "align_corners"
        if align
        else "asymmetric"
        if mode == "nearest"
        else "pytorch_half_pixel",
        "nearest": "floor",
        "cubicA": -0.5 if antialias else -0.75,
        "excludeOutside": antialias,  # PyTorch's antialiased kernels end at the border
        "extrapolation": 0.0,
        "antialias": antialias,
    }
    more = {} if mode == "nearest" else {"align_corners": align, "antialias": antialias}
    torch_case(
        "torch-" + name,
        "resize",
        sizes,
        lambda t: F.interpolate(t, size=size, mode=mode, **more),
        x,
    )


def resizes():
    onnx_examples()
    for name, size, mode, align, antialias in [
        ("nearest-up", (7, 9), "nearest", False, False),
        ("nearest-down", (2, 3), "nearest", False, False),
        ("linear-up", (7, 9), "bilinear", False, False),
        ("linear-align", (7, 9), "bilinear", True, False),
        ("linear-down", (2, 3), "bilinear", False, False),
        ("linear-to-one", (1, 1), "bilinear", True, False),
        ("cubic-up", (7, 9), "bicubic", False, False),
        ("cubic-align-down", (3, 2), "bicubic", True, False),
        ("linear-antialias", (2, 3), "bilinear", False, True),
        ("linear-antialias-up", (6, 11), "bilinear", False, True),
        ("cubic-antialias", (3, 2), "bicubic", False, True),
    ]:
        torch_resize(name, size, mode, align, antialias, 5, 6, 3)


def conv_transpose(name, h, w, inC, outC, filter, stride, pad, extra, dilation, groups):
    """pad: rows and columns on both sides."""
    torch_case(
        "deconv-" + name,
        "convTranspose2d",
        {
            "outC": outC,
            "filter": filter,
            "stride": stride,
            "dilation": dilation,
            "pad": [pad[0], pad[0], pad[1], pad[1]],
            "extra": extra,
            "groups": groups,
        },
        lambda t, weight, bias: F.conv_transpose2d(
            t, weight, bias, stride, pad, extra, groups, dilation
        ),
        random(2, inC, h, w),
        weight=random(inC, outC // groups, *filter),
        bias=random(outC),
    )


def conv_transposes():
    conv_transpose("unet", 3, 4, 5, 3, (2, 2), (2, 2), (0, 0), (0, 0), (1, 1), 1)
    conv_transpose("dcgan", 3, 4, 3, 9, (4, 4), (2, 2), (1, 1), (0, 0), (1, 1), 1)
    conv_transpose("same", 5, 4, 3, 4, (3, 3), (1, 1), (1, 1), (0, 0), (1, 1), 1)
    conv_transpose("extra", 3, 5, 4, 2, (3, 3), (2, 3), (1, 0), (1, 2), (1, 1), 1)
    conv_transpose("gaps", 3, 2, 2, 3, (1, 2), (3, 4), (0, 0), (2, 1), (1, 1), 1)
    conv_transpose("grouped", 3, 3, 4, 6, (3, 2), (2, 1), (1, 1), (0, 0), (1, 2), 2)
    conv_transpose("depthwise", 3, 4, 5, 5, (4, 4), (2, 2), (1, 1), (0, 0), (1, 1), 5)
    conv_transpose("much-extra", 2, 3, 3, 2, (2, 2), (1, 2), (0, 1), (2, 2), (3, 3), 1)
    conv_transpose("one", 1, 1, 5, 7, (3, 2), (1, 1), (0, 0), (0, 0), (1, 1), 1)


def norms():
    x = random(2, 5, 3, 4) + 0.5
    for name, size, alpha, beta, k in [
        ("alexnet", 5, 1e-4, 0.75, 2.0),
        ("strong", 3, 0.5, 0.75, 1.0),
        ("root", 5, 0.25, 0.5, 1.0),
        ("plain", 1, 1.0, 1.0, 0.5),
        ("power", 7, 0.25, 1.3, 1.5),
    ]:
        torch_case(
            "lrn-" + name,
            "localResponseNorm",
            {"size": size, "alpha": alpha, "beta": beta, "bias": k},
            lambda t: F.local_response_norm(t, size, alpha, beta, k),
            x,
        )
    torch_case(
        "layernorm-pixels",
        "layerNorm",
        {"axes": 1, "epsilon": 1e-6},
        lambda t, scale, shift: F.layer_norm(
            t.permute(0, 2, 3, 1), (5,), scale, shift, 1e-6
        ).permute(0, 3, 1, 2),
        x,
        scale=random(5),
        shift=random(5),
    )
    torch_case(
        "layernorm-image",
        "layerNorm",
        {"axes": 3, "epsilon": 1e-5},
        lambda t, scale, shift: F.layer_norm(t, (5, 3, 4), scale, shift, 1e-5),
        x,
        scale=random(5, 3, 4),
        shift=random(5, 3, 4),
    )
    torch_case(
        "groupnorm",
        "groupNorm",
        {"groups": 3, "epsilon": 1e-5},
        lambda t, scale, shift: F.group_norm(t, 3, scale, shift, 1e-5),
        random(2, 6, 3, 4),
        scale=random(6),
        shift=random(6),
    )
    torch_case(
        "instancenorm",
        "instanceNorm",
        {"epsilon": 1e-5},
        lambda t, scale, shift: F.instance_norm(t, None, None, scale, shift, eps=1e-5),
        x,
        scale=random(5),
        shift=random(5),
    )


def pads():
    x = random(2, 3, 4, 5)
    for mode, ours in [("edge", "EDGE"), ("reflect", "REFLECT"), ("wrap", "WRAP")]:
        for ends in [((2, 3), (1, 0)), ((0, 1), (3, 4) if mode != "wrap" else (7, 9))]:
            y = np.pad(x, ((0, 0), (0, 0)) + ends, mode=mode)
            name = "pad-%s-%d" % (mode, ends[1][0])
            stored = [list(ends[0]), list(ends[1]), [0, 0]]
            put(name, "pad", {"ends": stored, "mode": ours}, x=last(x), y=last(y))
    for mode, ours in [("replicate", "EDGE"), ("reflect", "REFLECT"), ("circular", "WRAP")]:
        torch_case(
            "pad-torch-" + mode,
            "pad",
            {"ends": [[2, 1], [3, 2], [0, 0]], "mode": ours},
            lambda t: F.pad(t, (3, 2, 2, 1), mode=mode),
            x,
        )
    torch_case(
        "pad-torch-crop",
        "pad",
        {"ends": [[-1, 2], [3, -2], [1, -1]], "mode": "CONSTANT", "value": 0.5},
        lambda t: F.pad(t, (3, -2, -1, 2, 1, -1), value=0.5),
        x,
    )


def reductions():
    x = random(2, 3, 4, 5)
    for word, f in [("MEAN", torch.mean), ("SUM", torch.sum), ("MAX", torch.amax), ("MIN", torch.amin)]:
        for axes in [(2, 3), (1,), (1, 3)]:
            stored = [{1: 2, 2: 0, 3: 1}[a] for a in axes]
            one_winner = rng.permutation(x.size).reshape(x.shape) / 64.0
            torch_case(
                "reduce-%s-%s" % (word.lower(), "".join(str(s) for s in stored)),
                "reduce",
                {"operation": word, "axes": stored},
                lambda t: f(t, axes, keepdim=True),
                one_winner if word in ("MAX", "MIN") else x,
            )
    torch_case(
        "globalmax",
        "globalMaxPool",
        {},
        lambda t: F.adaptive_max_pool2d(t, 1).flatten(1),
        rng.permutation(2 * 3 * 4 * 5).reshape(2, 3, 4, 5) / 64.0,
    )


def shuffles():
    x = random(2, 6, 2, 3)
    torch_case(
        "permute-nchw",
        "permute",
        {"axes": [2, 0, 1]},
        lambda t: t.permute(0, 2, 3, 1).permute(0, 3, 1, 2).permute(0, 3, 1, 2),
        x,
    )


def pools():
    def pool(name, op, h, w, c, filter, stride, pad, dilation, ceil, counted):
        x = rng.permutation(2 * c * h * w).reshape(2, c, h, w) / 64.0
        if op == "max":
            f = lambda t: F.max_pool2d(t, filter, stride, pad, dilation, ceil)
        else:
            f = lambda t: F.avg_pool2d(t, filter, stride, pad, ceil, counted)
        sizes = {
            "mode": op,
            "filter": filter,
            "stride": stride,
            "pad": [pad[0], pad[0], pad[1], pad[1]],
            "dilation": dilation,
            "ceil": ceil,
            "countIncludesPad": counted,
        }
        torch_case("pool-" + name, "pool", sizes, f, x)

    one = (1, 1)
    pool("ceil-average", "average", 6, 7, 3, (3, 3), (2, 2), (1, 1), one, True, False)
    pool("ceil-average-counted", "average", 6, 7, 3, (3, 3), (2, 2), (1, 1), one, True, True)
    pool("ceil-average-beyond", "average", 6, 5, 2, (2, 2), (4, 3), (0, 0), one, True, True)
    pool("ceil-dropped", "average", 5, 4, 2, (2, 3), (2, 3), (1, 1), one, True, True)
    pool("ceil-max", "max", 6, 7, 3, (3, 2), (2, 3), (1, 1), one, True, False)
    pool("ceil-max-dropped", "max", 5, 4, 2, (2, 3), (2, 3), (1, 1), one, True, False)
    pool("max-dilated", "max", 7, 8, 2, (3, 2), (1, 2), (1, 1), (2, 3), False, False)
    pool("max-dilated-ceil", "max", 7, 8, 2, (3, 2), (2, 2), (1, 1), (2, 3), True, False)


def examples(op):
    """ONNX's own examples of an operator on [N, C, H, W]: name, attributes, inputs, output."""
    for case in EXAMPLES:
        node = case.model.graph.node[0]
        ((inputs, outputs),) = case.data_sets
        if node.op_type != op or inputs[0].ndim != 4 or len(outputs) > 1:
            continue
        a = {x.name: onnx.helper.get_attribute_value(x) for x in node.attribute}
        if not a.get("auto_pad", b"NOTSET") == b"NOTSET" or inputs[0].dtype != np.float32:
            continue
        yield case.name.replace("test_", "onnx-"), a, inputs, outputs[0]


def four(pads):
    """ONNX's top, left, bottom, right to top, bottom, left, right."""
    return [pads[0], pads[2], pads[1], pads[3]]


def onnx_pools():
    for op, mode in [("AveragePool", "average"), ("MaxPool", "max")]:
        for name, a, (x,), y in examples(op):
            sizes = {
                "mode": mode,
                "filter": a["kernel_shape"],
                "stride": a.get("strides", [1, 1]),
                "pad": four(a.get("pads", [0] * 4)),
                "dilation": a.get("dilations", [1, 1]),
                "ceil": bool(a.get("ceil_mode", 0)),
                "countIncludesPad": bool(a.get("count_include_pad", 0)),
            }
            if x.size < 600:  # some are as large as photos
                put(name, "pool", sizes, x=last(x), y=last(y))


def onnx_conv_transposes():
    for name, a, (x, w), y in examples("ConvTranspose"):
        if "output_shape" in a:
            continue
        extra = a.get("output_padding", [0, 0])
        sizes = {
            "outC": y.shape[1],
            "filter": list(w.shape[2:]),
            "stride": a.get("strides", [1, 1]),
            "dilation": a.get("dilations", [1, 1]),
            "pad": four(a.get("pads", [0] * 4)),
            "extra": extra,
            "groups": a.get("group", 1),
        }
        weight = np.transpose(w, (2, 3, 1, 0))
        bias = np.zeros(y.shape[1])
        put(name, "convTranspose2d", sizes, x=last(x), y=last(y), weight=weight, bias=bias)


resizes()
conv_transposes()
onnx_conv_transposes()
norms()
pads()
reductions()
shuffles()
pools()
onnx_pools()

with open("cases.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
np.savez_compressed("cases.npz", **{kind: np.array(flat[kind], kind) for kind in flat})
print(len(cases), "cases")
