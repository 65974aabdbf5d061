package dev.convoy.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.bench.Contender;
import dev.convoy.bench.ConvCase;
import dev.convoy.bench.ConvData;
import dev.convoy.bench.Peer;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.onnx.writer.OnnxModel;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ONNX Runtime's CPU provider at its best: one thread, all its graph optimisations, input and
 * output in memory of its own kind that is there before the clock runs. It has no backward.
 */
public final class OnnxRuntime implements Peer {
  @Override
  public String name() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public Optional<Contender> forward(ConvCase c, ConvData data) {
    return forward(ConvNetwork.of(c, data), c.geometry().input().n(), data.x());
  }

  @Override
  public Optional<Contender> backward(ConvCase c, ConvData data) {
    return Optional.empty();
  }

  @Override
  public Optional<Contender> forward(Network network, int batch, float[] images) {
    try {
      return Optional.of(new Session(network, batch, images));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + network.name(), e);
    }
  }

  private static final class Session implements Contender {
    private final Shape outputShape;
    private final String inputName;
    private final String outputName;
    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final FloatBuffer outputFloats;

    Session(Network network, int batch, float[] images) throws OrtException {
      Shape image = network.inputShape().batch(batch);
      Node last = network.nodes().get(network.nodes().size() - 1);
      outputShape = last.shape().batch(batch);
      inputName = network.inputName();
      outputName = network.outputNames().get(last.name());
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setSymbolicDimensionValue("N", batch);
        session = environment.createSession(model(network), options);
      }
      FloatBuffer inputFloats = direct(image);
      inputFloats.put(Transposed.nchw(images, image)).rewind();
      input = OnnxTensor.createTensor(environment, inputFloats, nchw(image));
      outputFloats = direct(outputShape);
      output = OnnxTensor.createTensor(environment, outputFloats, nchw(outputShape));
    }

    private static byte[] model(Network network) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        OnnxModel.of(network).writeModel(out, "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }

    private static FloatBuffer direct(Shape shape) {
      return ByteBuffer.allocateDirect(shape.length() * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    private static long[] nchw(Shape shape) {
      return shape.rank() == 4
          ? new long[] {shape.n(), shape.c(), shape.h(), shape.w()}
          : new long[] {shape.n(), shape.c()};
    }

    @Override
    public void run() {
      try (OrtSession.Result result =
          session.run(Map.of(inputName, input), Map.of(outputName, output))) {
        assert result.size() == 1;
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<float[]> outputs() {
      float[] values = new float[outputShape.length()];
      outputFloats.duplicate().rewind().get(values);
      return List.of(outputShape.rank() == 4 ? Transposed.nhwc(values, outputShape) : values);
    }

    @Override
    public void close() {
      try {
        input.close();
        output.close();
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
