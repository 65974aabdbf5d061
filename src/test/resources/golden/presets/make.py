"""Writes presets.npz: 256 pixels as torchvision and Keras' formulas hand them to a network."""
import pathlib

import numpy
import torch
from torchvision import transforms

picture = numpy.random.RandomState(5).permutation(3 * 256).reshape(16, 16, 3) % 256
picture = picture.astype(numpy.uint8)
x = picture.astype(numpy.float32)

to_tensor = transforms.ToTensor()
imagenet = transforms.Compose(
    [to_tensor, transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
)

# keras.applications.imagenet_utils._preprocess_numpy_input, modes "tf" and "caffe"
tf = x / numpy.float32(127.5) - numpy.float32(1)
caffe = x[..., ::-1] - numpy.array([103.939, 116.779, 123.68], numpy.float32)


def nhwc(tensor: torch.Tensor) -> numpy.ndarray:
    return tensor.numpy().transpose(1, 2, 0)


numpy.savez_compressed(
    pathlib.Path(__file__).parent / "presets.npz",
    picture=picture,
    imagenet=nhwc(imagenet(picture)),
    zeroToOne=nhwc(to_tensor(picture)),
    minusOneToOne=tf,
    caffe=numpy.ascontiguousarray(caffe),
)
