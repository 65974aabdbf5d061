package dev.convoy.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.convoy.bench.Contender;
import dev.convoy.bench.ConvCase;
import dev.convoy.bench.ConvData;
import dev.convoy.bench.Peer;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.network.Network;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * PyTorch (oneDNN) through the Deep Java Library, called as plain functions: one thread, tensors in
 * its own memory. The gradients of a backward pass go into tensors that it allocates anew each
 * time, as it always does; what would be added to old gradients is not.
 */
public final class PyTorch implements Peer {
  private final Engine engine = Engine.getEngine("PyTorch");

  public PyTorch() {
    JniUtils.setNumThreads(1);
  }

  @Override
  public String name() {
    return "PyTorch " + engine.getVersion();
  }

  @Override
  public Optional<Contender> forward(ConvCase c, ConvData data) {
    return Optional.of(new Forward(c.geometry(), data));
  }

  @Override
  public Optional<Contender> backward(ConvCase c, ConvData data) {
    return Optional.of(new Backward(c.geometry(), data));
  }

  /** Single layers only. */
  @Override
  public Optional<Contender> forward(Network network, int batch, float[] images) {
    return Optional.empty();
  }

  private abstract static class Convolution implements Contender {
    final ConvGeometry g;
    final PtNDManager manager;
    final PtNDArray x;
    final PtNDArray w;
    final PtNDArray bias;
    PtNDArray y;

    Convolution(ConvGeometry g, ConvData data) {
      this.g = g;
      manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
      x = tensor(Transposed.nchw(data.x(), g.input()), nchw(g.input()));
      w = tensor(Transposed.oihw(data.w(), g.weightShape()), oihw(g.weightShape()));
      bias = tensor(data.bias(), new Shape(g.outC()));
    }

    final PtNDArray tensor(float[] values, Shape shape) {
      return manager.create(FloatBuffer.wrap(values), shape, DataType.FLOAT32);
    }

    static Shape nchw(dev.convoy.tensor.Shape shape) {
      return new Shape(shape.n(), shape.c(), shape.h(), shape.w());
    }

    static Shape oihw(dev.convoy.tensor.Shape shape) {
      return new Shape(shape.size(3), shape.size(2), shape.size(0), shape.size(1));
    }

    static PtNDArray convolution(ConvGeometry g, PtNDArray x, PtNDArray w, PtNDArray bias) {
      return JniUtils.convolution(
          x,
          w,
          bias,
          new Shape(g.window().strideH(), g.window().strideW()),
          new Shape(g.pad().top(), g.pad().left()),
          new Shape(g.window().dilationH(), g.window().dilationW()),
          g.groups());
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  private static final class Forward extends Convolution {
    Forward(ConvGeometry g, ConvData data) {
      super(g, data);
    }

    @Override
    public void prepare() {
      if (y != null) {
        y.close();
      }
    }

    @Override
    public void run() {
      y = convolution(g, x, w, bias);
    }

    @Override
    public List<float[]> outputs() {
      return List.of(Transposed.nhwc(y.toFloatArray(), g.outputShape()));
    }
  }

  private static final class Backward extends Convolution {
    private final PtNDArray gradOutput;
    private List<PtNDArray> leaves = List.of();

    Backward(ConvGeometry g, ConvData data) {
      super(g, data);
      gradOutput =
          tensor(Transposed.nchw(data.gradOutput(), g.outputShape()), nchw(g.outputShape()));
    }

    /** Forward once more, on copies that have no gradients yet. */
    @Override
    public void prepare() {
      leaves.forEach(PtNDArray::close);
      if (y != null) {
        y.close();
      }
      leaves =
          List.of(
              (PtNDArray) x.duplicate(), (PtNDArray) w.duplicate(), (PtNDArray) bias.duplicate());
      leaves.forEach(leaf -> leaf.setRequiresGradient(true));
      boolean mode = JniUtils.isGradMode();
      JniUtils.setGradMode(true);
      y = convolution(g, leaves.get(0), leaves.get(1), leaves.get(2));
      JniUtils.setGradMode(mode);
    }

    @Override
    public void run() {
      JniUtils.backward(y, gradOutput, false, false);
    }

    @Override
    public List<float[]> outputs() {
      return List.of(
          Transposed.nhwc(leaves.get(0).getGradient().toFloatArray(), g.input()),
          Transposed.hwio(leaves.get(1).getGradient().toFloatArray(), g.weightShape()),
          leaves.get(2).getGradient().toFloatArray());
    }
  }
}
