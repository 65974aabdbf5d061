"""Makes operators.npz: small ONNX models as PyTorch exports them, with inputs and float64 outputs.

Needs PyTorch, as Debian's python3-torch has it.   usage: make.py OUT.npz
Arrays: NAME/model uint8 (the file), NAME/x float32 [N, C, H, W], NAME/y float64 in ONNX's order.
"""
import copy, io, sys, warnings
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")


class Do(nn.Module):
    """A function as a module."""

    def __init__(self, function, *modules):
        super().__init__()
        self.function = function
        self.parts = nn.ModuleList(modules)

    def forward(self, x):
        return self.function(x, *self.parts)


arrays = {}


def case(name, function, *modules, shape=(2, 6, 7, 5), opsets=(13,), dynamic=True, positive=False):
    torch.manual_seed(len(arrays))
    model = function if isinstance(function, nn.Module) else Do(function, *modules)
    for part in model.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(part.running_var, 0.5, 2)
            nn.init.normal_(part.running_mean)
        if getattr(part, "weight", None) is not None and part.weight.dim() == 1:
            nn.init.uniform_(part.weight, 0.5, 1.5)
            if getattr(part, "bias", None) is not None:
                nn.init.normal_(part.bias)
    model.eval()
    x = torch.randn(*shape)
    if positive:
        x = x.abs() + 0.1
    with torch.no_grad():
        y = copy.deepcopy(model).double()(x.double())
    for opset in opsets:
        file = io.BytesIO()
        axes = {"image": {0: "n"}} if dynamic else None
        torch.onnx.export(model, x[:1] if dynamic else x, file, input_names=["image"], output_names=["output"],
                          dynamic_axes=axes, opset_version=opset, do_constant_folding=opset != 12)
        label = f"{name}-{opset}"
        arrays[f"{label}/model"] = np.frombuffer(file.getvalue(), np.uint8)
        arrays[f"{label}/x"] = x.numpy()
        arrays[f"{label}/y"] = np.ascontiguousarray(y.numpy())


ALL = (9, 11, 13, 16)

# Convolutions
case("conv-plain", nn.Conv2d(6, 5, 3, bias=False), opsets=ALL)
case("conv-asymmetric", nn.Conv2d(6, 4, (3, 2), stride=(2, 1), padding=(2, 1), dilation=(1, 2)))
case("conv-groups", nn.Conv2d(6, 9, 3, padding=1, groups=3))
case("conv-depthwise", nn.Conv2d(6, 6, 3, padding=1, groups=6))
case("conv-depthwise-multiplied", nn.Conv2d(6, 12, (1, 5), padding=(0, 2), groups=6, bias=False))
case("conv-1x1", nn.Conv2d(6, 17, 1))
case("conv-large-filter", nn.Conv2d(6, 2, 7, padding=3))
case("conv-winograd", nn.Conv2d(33, 40, 3, padding=1), shape=(1, 33, 14, 14))
case("transposed", nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=1), opsets=ALL)
case("transposed-groups", nn.ConvTranspose2d(6, 4, (2, 3), stride=(3, 2), groups=2, dilation=2, bias=False))
case("conv-norm", nn.Sequential(nn.Conv2d(6, 4, 3), nn.BatchNorm2d(4), nn.ReLU()), opsets=(9, 12))

# Pools
case("max-pool", nn.MaxPool2d(3, 2, 1), opsets=ALL)
case("max-pool-ceil", nn.MaxPool2d((3, 2), (2, 3), (1, 0), ceil_mode=True))
case("max-pool-dilated", nn.MaxPool2d(2, 1, dilation=2))
case("average-pool", nn.AvgPool2d(3, 2, 1), opsets=ALL)
case("average-pool-without-pads", nn.AvgPool2d(3, 2, 1, count_include_pad=False))
case("average-pool-ceil", nn.AvgPool2d(2, 2, ceil_mode=True))
case("average-pool-ceil-pads", nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False), shape=(2, 3, 8, 6))
case("adaptive-average", nn.AdaptiveAvgPool2d(1), opsets=ALL)
case("adaptive-average-2", nn.AdaptiveAvgPool2d((2, 3)), shape=(2, 3, 8, 9))
case("adaptive-max", nn.AdaptiveMaxPool2d(1))

# Normalisation
case("batch-norm", nn.BatchNorm2d(6), opsets=ALL)
case("instance-norm", nn.InstanceNorm2d(6, affine=True), opsets=ALL)
case("group-norm", nn.GroupNorm(3, 6), opsets=ALL)
case("layer-norm-pixel", lambda x, n: n(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2), nn.LayerNorm(6), opsets=(9, 13, 16))
case("layer-norm-image", nn.LayerNorm([6, 7, 5]))
case("layer-norm-rows", nn.LayerNorm(5))
case("l2-normalised", lambda x: F.normalize(x.flatten(1)), opsets=ALL)
case("l2-normalised-channels", lambda x: F.normalize(x, dim=1))

# Functions of one value
for name, function in {
    "relu": nn.ReLU(), "leaky": nn.LeakyReLU(0.2), "leaky-negative": nn.LeakyReLU(-0.3), "elu": nn.ELU(0.7), "selu": nn.SELU(),
    "celu": nn.CELU(1.3), "prelu": nn.PReLU(), "prelu-channels": nn.PReLU(6), "sigmoid": nn.Sigmoid(),
    "hard-sigmoid": nn.Hardsigmoid(), "hard-swish": nn.Hardswish(), "silu": nn.SiLU(), "tanh": nn.Tanh(), "gelu": nn.GELU(),
    "softplus": nn.Softplus(), "softsign": nn.Softsign(), "relu6": nn.ReLU6(), "hardtanh": nn.Hardtanh(-0.4, 0.9),
    "log-sigmoid": nn.LogSigmoid(), "mish": nn.Mish(), "threshold": nn.Threshold(0.0, 0.0),
}.items():
    case(name, function, opsets=(9, 14) if name in ("relu6", "hardtanh", "prelu-channels", "hard-swish", "silu", "gelu") else (14,))
case("exp-neg-abs", lambda x: torch.exp(-x.abs()))
case("sqrt-log", lambda x: x.sqrt() + x.log() * x.reciprocal(), positive=True)
case("pow", lambda x: x.pow(2) - x.pow(3) * 0.5)
case("clamp-low", lambda x: x.clamp(min=-0.5))
case("floor-ceil-round", lambda x: torch.floor(x) + torch.ceil(2 * x) * 3 + torch.round(x * 4))
case("softmax-channels", nn.Softmax(1), opsets=ALL)
case("softmax-columns", nn.Softmax(3), opsets=ALL)
case("softmax-vector", lambda x: F.softmax(x.flatten(1), 1), opsets=ALL)
case("log-softmax", lambda x: F.log_softmax(x.mean((2, 3)), 1), opsets=ALL)

# Arithmetic
case("add-itself", lambda x: x + x.flip(1)[:, :, :1, :])
case("residual", lambda x, c: c(x) + x, nn.Conv2d(6, 6, 3, padding=1))
case("squeeze-excite", lambda x, a, b: x * torch.sigmoid(b(F.relu(a(x.mean((2, 3), keepdim=True))))), nn.Conv2d(6, 2, 1), nn.Conv2d(2, 6, 1), opsets=ALL)
case("squeeze-excite-dense", lambda x, a, b: x * torch.sigmoid(b(F.relu(a(x.mean((2, 3)))))).view(x.size(0), 6, 1, 1).expand_as(x), nn.Linear(6, 2), nn.Linear(2, 6), opsets=ALL)
case("constants", lambda x: (2 - x) / 3 * torch.arange(6.0).view(6, 1, 1) + 1 / (x * x + 1))
case("row-constant", lambda x: x * torch.arange(5.0) - torch.arange(7.0).view(7, 1))
case("spatial-attention", lambda x, c: x * torch.sigmoid(c(torch.cat([x.mean(1, keepdim=True), x.max(1, keepdim=True)[0]], 1))), nn.Conv2d(2, 1, 3, padding=1))
case("division", lambda x: x / (1 + x.sum(1, keepdim=True) ** 2))
case("minimum-maximum", lambda x: torch.min(x, x.flip(3)) + 2 * torch.max(x, x.flip(2)))
case("reduce", lambda x: torch.cat([x.mean((2, 3)), x.sum((2, 3)), x.amax((2, 3)), x.amin((2, 3))], 1), opsets=(11, 13))
case("reduce-rows", lambda x: x.mean(2))
case("reduce-norm", lambda x: x.norm(dim=1))

# Axes
case("flatten-dense", lambda x, l: l(x.flatten(1)), nn.Linear(210, 8), opsets=ALL)
case("view-dense", lambda x, l: l(x.view(-1, 210)), nn.Linear(210, 8), opsets=ALL)
case("view-size-dense", lambda x, l: l(x.view(x.size(0), -1)), nn.Linear(210, 8, bias=False), opsets=ALL)
case("pool-flatten-dense", lambda x, l: l(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1)), nn.Linear(6, 8), opsets=ALL)
case("dense-dense", lambda x, a, b: b(F.relu(a(x.flatten(1)))), nn.Linear(210, 7), nn.Linear(7, 3))
case("dense-by-pixel", lambda x, l: l(x.permute(0, 2, 3, 1)), nn.Linear(6, 4), opsets=(9, 13))
case("dense-by-column", lambda x, l: l(x), nn.Linear(5, 4))
case("channel-shuffle", lambda x: x.view(x.size(0), 3, 2, 7, 5).transpose(1, 2).contiguous().view(x.size(0), 6, 7, 5), opsets=ALL)
case("pixel-shuffle", nn.PixelShuffle(2), shape=(2, 12, 3, 5), opsets=ALL)
case("pixel-unshuffle", nn.PixelUnshuffle(2), shape=(2, 3, 4, 6))
case("transpose-space", lambda x: x.transpose(2, 3))
case("to-sequence", lambda x: x.flatten(2).transpose(1, 2), opsets=(9, 13))
case("chunk", lambda x: torch.cat([b * 2 - a for a, b in [x.chunk(2, 1)]], 1), opsets=ALL)
case("split-uneven", lambda x: torch.cat([p * (i + 1) for i, p in enumerate(x.split([1, 3, 2], 1))], 1), opsets=ALL)
case("slice-channels", lambda x: x[:, 1:5:2], opsets=ALL[1:])
case("slice-space", lambda x: x[:, :, 1:-1, ::2] + x[:, :, -1:, :3], opsets=ALL[1:])
case("select", lambda x: x[:, 2] + x[:, -1])
case("index-list", lambda x: x[:, [4, 0, 2, 2]])
case("focus", lambda x: torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1), shape=(2, 3, 6, 4), opsets=ALL[1:])
case("concat-space", lambda x: torch.cat([x, x * 2], 3))
case("dense-connections", lambda x, a, b: torch.cat([x, a(x), b(torch.cat([x, a(x)], 1))], 1), nn.Conv2d(6, 2, 3, padding=1), nn.Conv2d(8, 3, 1))
case("squeeze-unsqueeze", lambda x: x.mean((2, 3), keepdim=True).squeeze(3).squeeze(2).unsqueeze(1).unsqueeze(3), opsets=ALL)
case("pad-zeros", nn.ZeroPad2d((1, 2, 3, 0)), opsets=ALL)
case("pad-value", nn.ConstantPad2d((1, -1, 2, 0), 0.7), opsets=(9, 13))
case("pad-reflect", nn.ReflectionPad2d((2, 1, 3, 2)), opsets=ALL)
case("pad-edge", nn.ReplicationPad2d((2, 0, 1, 3)), opsets=ALL)
case("repeat", lambda x: x.repeat(1, 2, 1, 3))
case("expand", lambda x: x.mean(3, keepdim=True).expand(-1, -1, -1, 4))
case("dropout", nn.Sequential(nn.Dropout2d(), nn.Conv2d(6, 3, 1), nn.Dropout()), opsets=ALL)

# Resampling
case("nearest-2", nn.Upsample(scale_factor=2), opsets=ALL)
case("nearest-size", nn.Upsample(size=(11, 4)), opsets=(11, 13))
case("bilinear", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), opsets=(11, 13, 16))
case("bilinear-corners", nn.Upsample(size=(13, 9), mode="bilinear", align_corners=True), opsets=(11, 13))
case("bilinear-down", lambda x: F.interpolate(x, size=(3, 2), mode="bilinear", align_corners=False))
case("bilinear-like", lambda x: F.interpolate(F.max_pool2d(x, 2), size=x.shape[2:], mode="bilinear", align_corners=False))
case("bicubic", nn.Upsample(scale_factor=(1.5, 2), mode="bicubic", align_corners=False))

# Batches that were fixed on export
case("fixed-batch", lambda x, c, l: l(c(x).view(2, -1)), nn.Conv2d(6, 2, 3), nn.Linear(30, 4), dynamic=False)
case("fixed-batch-shuffle", lambda x: x.view(2, 2, 3, 7, 5).transpose(1, 2).reshape(2, 6, 7, 5), dynamic=False)
case("one-channel", nn.Sequential(nn.Conv2d(1, 3, 3), nn.Flatten(), nn.Linear(45, 2)), shape=(3, 1, 7, 5), opsets=ALL)
case("one-column", nn.Sequential(nn.Conv2d(6, 3, 1), nn.Flatten(), nn.Linear(21, 2)), shape=(2, 6, 7, 1))

np.savez_compressed(sys.argv[1], **arrays)
print(len(arrays) // 3, "cases")
