"""Makes recent.npz: models of one operator or a few, of operator sets that PyTorch's old exporter does not reach.

Needs ONNX, as Debian's python3-onnx has it.   usage: make_recent.py OUT.npz
Arrays: NAME-SET uint8, the file; images are [N, 6, 7, 5] or [N, 8, 3, 5]. What comes out is ONNX Runtime's to say, in the test.
"""
import sys
import numpy as np

for name, kind in {"float": float, "bool": bool, "int": int, "object": object}.items():
    if name not in np.__dict__:
        setattr(np, name, kind)  # names that this ONNX still uses and newer NumPy lacks
from onnx import helper as h
from onnx import numpy_helper as nh

r = np.random.RandomState(0)
arrays = {}


def case(name, nodes, inits, opset, shape=(2, 6, 7, 5), outs=("y",)):
    graph = h.make_graph(nodes, name, [h.make_tensor_value_info("image", 1, ["n"] + list(shape[1:]))],
                         [h.make_empty_tensor_value_info(o) for o in outs],
                         [nh.from_array(np.asarray(v), k) for k, v in inits.items()])
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", opset)])
    model.ir_version = 8 if opset < 19 else 9 if opset < 21 else 10
    arrays[f"{name}-{opset}"] = np.frombuffer(model.SerializeToString(), np.uint8)


N = h.make_node


def I(*values):
    return np.array(values, np.int64)


def f(*sizes):
    return r.randn(*sizes).astype(np.float32)


for o in (18, 20, 21, 23):
    case("reducemean",[N("ReduceMean",["image","ax"],["y"],keepdims=1)],{"ax":I(2,3)},o)
    case("reducemax0",[N("ReduceMax",["image","ax"],["y"],keepdims=0)],{"ax":I(-1)},o)
    case("split",[N("Split",["image"],["a","b","c"],axis=1,num_outputs=3),N("Mul",["a","c"],["d"]),N("Sub",["d","b"],["y"])],{},o)
    case("splituneven",[N("Split",["image"],["a","b"],axis=2,num_outputs=2),N("ReduceSum",["a","ax"],["sa"]),N("ReduceSum",["b","ax"],["sb"]),N("Add",["sa","sb"],["y"])],{"ax":I(2)},o)
    case("padaxes",[N("Pad",["image","p","v","ax"],["y"])],{"p":I(1,2,3,0),"v":np.float32(0.5),"ax":I(3,2)},o)
    if o>=19:
        case("padwrap",[N("Pad",["image","p"],["y"],mode="wrap")],{"p":I(0,0,1,2,0,0,3,1)},o)
    case("resizeaxes",[N("Resize",["image","","s"],["y"],mode="linear",axes=[3,2])],{"s":np.array([1.5,2.0],np.float32)},o)
    case("resizeanti",[N("Resize",["image","","","z"],["y"],mode="linear",antialias=1,axes=[2,3])],{"z":I(4,3)},o)
    case("resizecubicanti",[N("Resize",["image","","","z"],["y"],mode="cubic",antialias=1,axes=[2,3])],{"z":I(4,3)},o)
    case("resizenotlarger",[N("Resize",["image","","","z"],["y"],mode="nearest",keep_aspect_ratio_policy="not_larger",axes=[2,3])],{"z":I(14,9)},o)
    case("resizenotsmaller",[N("Resize",["image","","","z"],["y"],mode="linear",keep_aspect_ratio_policy="not_smaller",axes=[2,3])],{"z":I(14,9)},o)
    if o>=19:
        case("resizesym",[N("Resize",["image","","s"],["y"],mode="linear",coordinate_transformation_mode="half_pixel_symmetric")],{"s":np.array([1,1,1.3,1.7],np.float32)},o)
    case("mish",[N("Mish",["image"],["y"])],{},o)
    case("hardswish",[N("HardSwish",["image"],["y"])],{},o)
    if o>=20:
        case("gelu",[N("Gelu",["image"],["y"])],{},o)
        case("gelutanh",[N("Gelu",["image"],["y"],approximate="tanh")],{},o)
    ng=3 if o<21 else 6
    case("groupnorm",[N("GroupNormalization",["image","s","b"],["y"],num_groups=3,epsilon=1e-3)],{"s":f(ng),"b":f(ng)},o)
    case("layernorm",[N("LayerNormalization",["image","s","b"],["y"],axis=-2)],{"s":f(7,5),"b":f(7,5)},o)
    case("instancenorm",[N("InstanceNormalization",["image","s","b"],["y"],epsilon=1e-2)],{"s":f(6),"b":f(6)},o)
    if o>=19:
        case("avgdil",[N("AveragePool",["image"],["y"],kernel_shape=[2,2],dilations=[2,2],pads=[1,1,0,1],count_include_pad=1)],{},o)
        case("avgceil",[N("AveragePool",["image"],["y"],kernel_shape=[3,3],strides=[2,2],pads=[1,1,1,1],ceil_mode=1,count_include_pad=1)],{},o)
    case("maxsame",[N("MaxPool",["image"],["y"],kernel_shape=[3,2],strides=[2,2],auto_pad="SAME_LOWER")],{},o)
    case("convsame",[N("Conv",["image","w"],["y"],kernel_shape=[3,4],strides=[2,2],auto_pad="SAME_UPPER",dilations=[1,1])],{"w":f(4,6,3,4)},o)
    case("convvalid",[N("Conv",["image","w","b"],["y"],auto_pad="VALID",dilations=[2,1])],{"w":f(4,6,3,3),"b":f(4)},o)
    case("convt",[N("ConvTranspose",["image","w","b"],["y"],strides=[2,3],output_shape=[15,16])],{"w":f(6,2,3,3),"b":f(2)},o)
    case("convtsame",[N("ConvTranspose",["image","w"],["y"],strides=[2,2],auto_pad="SAME_UPPER")],{"w":f(6,2,3,3)},o)
    case("clip",[N("Clip",["image","","hi"],["y"])],{"hi":np.float32(0.3)},o)
    case("lrn",[N("LRN",["image"],["y"],size=3,alpha=0.1,beta=0.6,bias=2.0)],{},o)
    case("gemm",[N("Flatten",["image"],["f"]),N("Gemm",["f","w","c"],["y"],alpha=0.5,beta=2.0,transB=1)],{"w":f(4,210),"c":f(1,4)},o)
    case("matmul3",[N("Reshape",["image","s"],["q"]),N("MatMul",["q","w"],["y"])],{"s":I(0,6,35),"w":f(35,3)},o)
    case("depthcrd",[N("DepthToSpace",["image"],["y"],blocksize=2,mode="CRD")],{},o,shape=(2,8,3,5)) 
    case("depthdcr",[N("DepthToSpace",["image"],["y"],blocksize=2)],{},o,shape=(2,8,3,5))
    case("prelu",[N("PRelu",["image","s"],["y"])],{"s":f(6,1,1)},o)
    case("slice",[N("Slice",["image","a","b","c","d"],["y"])],{"a":I(-1,1),"b":I(-100,100),"c":I(3,1),"d":I(-2,2)},o)
    case("where0",[N("Max",["image","z"],["a"]),N("Min",["a","t","image"],["y"])],{"z":np.float32(-0.2),"t":f(6,1,1)},o)
    case("mean3",[N("Relu",["image"],["r"]),N("Mean",["image","r","image"],["y"])],{},o)
    case("expand",[N("ReduceMean",["image","ax"],["m"]),N("Shape",["image"],["s"]),N("Expand",["m","s"],["y"])],{"ax":I(1,3)},o)
    case("tile",[N("Tile",["image","t"],["y"])],{"t":I(1,2,1,3)},o)
    case("upcast",[N("Cast",["image"],["d"],to=11),N("Exp",["d"],["e"]),N("Cast",["e"],["y"],to=1)],{},o)
    case("squeeze",[N("GlobalMaxPool",["image"],["g"]),N("Squeeze",["g","ax"],["q"]),N("Softmax",["q"],["y"])],{"ax":I(2,3)},o)
    case("sizearith",[N("Shape",["image"],["s"],start=2,end=4),N("Mul",["s","two"],["t"]),N("Shape",["image"],["nc"],end=2),N("Concat",["nc","t"],["z"],axis=0),N("Resize",["image","","","z"],["y"],mode="nearest",coordinate_transformation_mode="asymmetric",nearest_mode="floor")],{"two":I(2)},o)
    case("reshape0",[N("Reshape",["image","s"],["y"])],{"s":I(0,2,-1,5)},o)
    case("transp",[N("Transpose",["image"],["t"],perm=[0,2,3,1]),N("Mul",["t","k"],["y"])],{"k":f(6)},o)
    case("reducel2",[N("ReduceL2",["image","ax"],["n"]),N("Div",["image","n"],["y"])],{"ax":I(1)},o)
    case("swishbranch",[N("Sigmoid",["image"],["s"]),N("Mul",["s","image"],["m"]),N("Add",["m","s"],["y"])],{},o)
    case("twoouts",[N("Conv",["image","w"],["y"]),N("Relu",["y"],["z"])],{"w":f(4,6,3,3)},o,outs=("y","z"))

np.savez_compressed(sys.argv[1], **arrays)
print(len(arrays), "models")
