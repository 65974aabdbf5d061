"""Makes the NumPy files of this folder. Run: python3 make.py (see README.md)."""
import io
import zipfile

import numpy as np
from numpy.lib import format as npy


def named(dtype):
    """0, 1, 2 ... of rank 4, with the ends of the type's range first and last."""
    array = np.arange(2 * 3 * 2 * 5).astype(dtype).reshape(2, 3, 2, 5)
    info = np.finfo(dtype) if np.issubdtype(dtype, np.floating) else np.iinfo(dtype)
    array.flat[0], array.flat[-1] = info.min, info.max
    return array


arrays = {
    "float32": named(np.float32),
    "float64": named(np.float64),
    "int64": named(np.int64),
    "uint8": named(np.uint8),
    "scalar": np.array(2.5),
    "empty": np.zeros((3, 0, 2), np.float32),
    "vector": np.arange(7, dtype=np.int64),
    "größe/π": np.array([np.nan, np.inf, -0.0]),
}
np.savez("stored.npz", **arrays)
np.savez_compressed("compressed.npz", **arrays)


class Pipe(io.RawIOBase):
    """A stream that cannot seek: numpy then writes sizes behind the entries."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, more):
        self.bytes += more
        return len(more)


for save, name in (np.savez, "streamed.npz"), (np.savez_compressed, "streamed-compressed.npz"):
    pipe = Pipe()
    save(pipe, **arrays)
    with open(name, "wb") as out:
        out.write(pipe.bytes)

for name in "float32", "float64", "int64", "uint8", "scalar", "empty", "vector":
    np.save(name + ".npy", arrays[name])

for major in 2, 3:
    with open(f"version{major}.npy", "wb") as out:
        npy.write_array(out, arrays["float32"], version=(major, 0))

np.save("fortran.npy", np.asfortranarray(np.arange(6.0).reshape(2, 3)))
np.save("big-endian.npy", np.arange(3.0).astype(">f8"))
np.save("float16.npy", np.arange(3.0).astype(np.float16))
np.save("bool.npy", np.array([True, False]))
np.save("object.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save("structured.npy", np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))

with zipfile.ZipFile("no-arrays.npz", "w") as out:
    out.writestr("notes.txt", "nothing here")
with zipfile.ZipFile("mixed.npz", "w") as out:
    out.writestr("notes.txt", "not an array")
    out.write("vector.npy")
