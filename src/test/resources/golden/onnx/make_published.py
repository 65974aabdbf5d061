"""Makes published.npz: the examples that ONNX publishes of its operators, as models of one image input.

Needs ONNX, as Debian's python3-onnx has it.   usage: make_published.py OUT.npz
The first float input is the image; where it has another rank than 4, a Reshape comes first. All other inputs become
initializers. Kept are float examples of operators that are read here, small ones; what is then out of reach of a network
that computes images one by one (other axes of the batch, training mode, one or three dimensions) is still among them.
Arrays as in operators.npz, and NAME/output uint8, the name of the output.
"""
import sys
import numpy as np

for name, kind in {"float": float, "bool": bool, "int": int, "object": object}.items():
    if name not in np.__dict__:
        setattr(np, name, kind)  # names that this ONNX still uses and newer NumPy lacks
from onnx import helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

READ = set("""Abs Add AveragePool BatchNormalization Cast Ceil Celu Clip Concat Constant ConstantOfShape Conv ConvTranspose DepthToSpace Div Dropout Elu
Erf Exp Expand Flatten Floor Gather Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity InstanceNormalization LRN LayerNormalization
LeakyRelu Log LogSoftmax MatMul Max MaxPool Mean Min Mul Neg PRelu Pad Pow Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceMax ReduceMean
ReduceMin ReduceSum ReduceSumSquare Relu Reshape Resize Round Selu Shape Sigmoid Sign Size Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt
Squeeze Sub Sum Tanh ThresholdedRelu Tile Transpose Unsqueeze Upsample""".split())
MOST = 2000  # values of an output

arrays = {}
for example in collect_testcases(None):
    graph = example.model.graph
    inputs, outputs = example.data_sets[0]
    images = [i for i, v in enumerate(inputs) if isinstance(v, np.ndarray) and v.ndim >= 2 and v.dtype == np.float32]
    y = outputs[0]
    if not images or not isinstance(y, np.ndarray) or y.dtype != np.float32 or y.size > MOST:
        continue
    if not {node.op_type for node in graph.node} <= READ:
        continue
    names = [value.name for value in graph.input]
    image = graph.input[images[0]]
    x = inputs[images[0]]
    for i, value in enumerate(inputs):
        if i != images[0] and i < len(names):
            graph.initializer.append(numpy_helper.from_array(np.asarray(value), names[i]))
    if x.ndim != 4:
        shape = list(x.shape)
        four = (shape + [1, 1])[:4] if x.ndim < 4 else shape[:3] + [int(np.prod(shape[3:]))]
        for node in graph.node:
            for i, name in enumerate(node.input):
                if name == image.name:
                    node.input[i] = "as_published"
        graph.initializer.append(numpy_helper.from_array(np.array(shape, np.int64), "published_shape"))
        graph.node.insert(0, helper.make_node("Reshape", [image.name, "published_shape"], ["as_published"]))
        image = helper.make_tensor_value_info(image.name, 1, four)
        x = x.reshape(four)
    del graph.input[:]
    graph.input.append(image)
    name = example.name.removeprefix("test_")
    arrays[f"{name}/model"] = np.frombuffer(example.model.SerializeToString(), np.uint8)
    arrays[f"{name}/x"] = np.ascontiguousarray(x)
    arrays[f"{name}/y"] = np.ascontiguousarray(y)
    arrays[f"{name}/output"] = np.frombuffer(graph.output[0].name.encode(), np.uint8)

np.savez_compressed(sys.argv[1], **arrays)
print(len(arrays) // 4, "examples")
