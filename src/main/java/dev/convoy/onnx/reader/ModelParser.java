package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/** Bytes to a parsed model of a version that is known here. */
final class ModelParser {
  /** The oldest operator set whose operators are all read here; of older ones some. */
  static final int OLDEST_OPSET = 7;

  /** The newest operator set whose meaning is known here. */
  static final int NEWEST_OPSET = 23;

  private static final int OLDEST_IR = 3;
  private static final int LARGEST_FILE = Integer.MAX_VALUE - 8; // protobuf's own limit is 2 GB

  private ModelParser() {}

  /**
   * Parses a model and checks its versions. The result refers to the file's bytes.
   *
   * @throws OnnxException if this is no ONNX model, or a damaged or unknown one
   */
  static ModelProto parse(ModelFiles files) {
    ModelProto model = parse(bytes(files));
    check(
        model.getIrVersion() >= OLDEST_IR,
        "IR version %s, needed %s or newer; is this an ONNX model?",
        model.getIrVersion(),
        OLDEST_IR);
    check(
        model.hasGraph() && model.getGraph().getNodeCount() > 0, "the model has no graph of nodes");
    check(
        model.getFunctionsCount() == 0,
        "the model defines functions of its own (%s ...); inline them on export",
        model.getFunctionsCount() == 0 ? "" : model.getFunctions(0).getName());
    return model;
  }

  private static byte[] bytes(ModelFiles files) {
    try {
      long size = files.size();
      check(size > 0, "the file is empty");
      check(
          size <= LARGEST_FILE,
          "the file has %s bytes, an ONNX file at most 2 GB; weights beyond that belong into"
              + " external files",
          size);
      try (InputStream in = files.open()) {
        return ModelFiles.readFully(in, (int) size, files.name());
      }
    } catch (NoSuchFileException e) {
      throw new OnnxException("there is no such file");
    } catch (IOException e) {
      throw new OnnxException("cannot be read: %s", e.getMessage());
    }
  }

  private static ModelProto parse(byte[] bytes) {
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true); // weights stay where they are in the file's bytes
      ModelProto model = ModelProto.parseFrom(in);
      in.checkLastTagWas(0);
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxException("not an ONNX model, or a truncated one: %s", e.getMessage());
    } catch (IOException e) {
      throw new OnnxException("%s", e.getMessage());
    }
  }

  /** Version of the standard operators. */
  static int opset(ModelProto model) {
    int opset = 0;
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (isStandard(set.getDomain())) {
        check(
            set.getVersion() >= 1 && set.getVersion() <= NEWEST_OPSET,
            "operator set %s, known are %s to %s; export the model again for one of them",
            set.getVersion(),
            OLDEST_OPSET,
            NEWEST_OPSET);
        opset = (int) set.getVersion();
      }
    }
    check(opset > 0, "the model names no operator set; is the file truncated?");
    return opset;
  }

  /** Whether a domain is ONNX's own. */
  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  private static void check(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new OnnxException(message, values);
    }
  }
}
