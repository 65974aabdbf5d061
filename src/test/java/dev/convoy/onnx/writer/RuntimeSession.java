package dev.convoy.onnx.writer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.compute.Permute;
import dev.convoy.network.Network;
import dev.convoy.tensor.Shape;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs written models with ONNX Runtime, images and outputs in Convoy's order. */
final class RuntimeSession {
  private RuntimeSession() {}

  /** All outputs of a model, by name. */
  static Map<String, float[]> run(Network network, byte[] model, int n, float[] images)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = options();
        OrtSession session = environment.createSession(model, options)) {
      return run(environment, session, network, n, images);
    }
  }

  /** Of a model in a file, with or without weights beside it. */
  static Map<String, float[]> run(Network network, Path model, int n, float[] images)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = options();
        OrtSession session = environment.createSession(model.toString(), options)) {
      return run(environment, session, network, n, images);
    }
  }

  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    return options;
  }

  private static Map<String, float[]> run(
      OrtEnvironment environment, OrtSession session, Network network, int n, float[] images)
      throws OrtException {
    Shape image = network.inputShape();
    float[] nchw = new float[images.length];
    Permute.of(image, List.of(2, 0, 1)).forward(n, images, nchw);
    long[] sizes = {n, image.c(), image.h(), image.w()};
    Map<String, float[]> outputs = new LinkedHashMap<>();
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(nchw), sizes);
        OrtSession.Result result = session.run(Map.of(Network.INPUT, input))) {
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
        FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        outputs.put(output.getKey(), stored(network.shapeOf(output.getKey()), n, values));
      }
    }
    return outputs;
  }

  private static float[] stored(Shape shape, int n, float[] values) {
    if (shape.rank() != 3) {
      return values;
    }
    float[] nhwc = new float[values.length];
    Permute.of(Shape.of(shape.c(), shape.h(), shape.w()), List.of(1, 2, 0))
        .forward(n, values, nhwc);
    return nhwc;
  }
}
