package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attributes of one ONNX node, by name and type. */
final class Attributes {
  private final Map<String, AttributeProto> byName = new LinkedHashMap<>();

  Attributes(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (byName.put(attribute.getName(), attribute) != null) {
        throw new OnnxException(
            "%s: attribute \"%s\" is there twice", GraphOrder.describe(node), attribute.getName());
      }
    }
  }

  /**
   * Refuses attributes whose meaning is not known: leaving one out could give other numbers.
   *
   * @param known all that the operator takes
   */
  void only(List<String> known) {
    for (String name : byName.keySet()) {
      if (!known.contains(name)) {
        throw new OnnxException("attribute \"%s\" is not known here", name);
      }
    }
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  private Optional<AttributeProto> find(String name, AttributeType type) {
    AttributeProto attribute = byName.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    if (!attribute.getRefAttrName().isEmpty()) {
      throw new OnnxException("attribute \"%s\" refers to a function's", name);
    }
    // Writers of the first years leave the type out.
    boolean untyped = attribute.getType() == AttributeType.UNDEFINED;
    if (!untyped && attribute.getType() != type) {
      throw new OnnxException(
          "attribute \"%s\" is of type %s, needed %s", name, attribute.getType(), type);
    }
    return Optional.of(attribute);
  }

  int integer(String name, int absent) {
    return find(name, AttributeType.INT).map(a -> whole(name, a.getI())).orElse(absent);
  }

  /** Whether a number that stands for a truth value is not 0. */
  boolean flag(String name) {
    return integer(name, 0) != 0;
  }

  float number(String name, double absent) {
    return find(name, AttributeType.FLOAT).map(AttributeProto::getF).orElse((float) absent);
  }

  String string(String name, String absent) {
    return find(name, AttributeType.STRING).map(a -> a.getS().toStringUtf8()).orElse(absent);
  }

  /** A word that must be one of a few. */
  String oneOf(String name, String absent, String... known) {
    String word = string(name, absent);
    if (!List.of(known).contains(word)) {
      throw new OnnxException(
          "attribute \"%s\" is \"%s\", known are %s", name, word, String.join(", ", known));
    }
    return word;
  }

  /** A list of whole numbers, empty if it is not there. */
  int[] integers(String name) {
    return find(name, AttributeType.INTS)
        .map(a -> a.getIntsList().stream().mapToInt(value -> whole(name, value)).toArray())
        .orElse(new int[0]);
  }

  /** A list of whole numbers of a given length; all {@code absent} if it is not there. */
  int[] integers(String name, int length, int absent) {
    int[] values = integers(name);
    if (!has(name)) {
      values = new int[length];
      Arrays.fill(values, absent);
    }
    if (values.length != length) {
      throw new OnnxException(
          "attribute \"%s\" has %s numbers, needed %s", name, values.length, length);
    }
    return values;
  }

  float[] numbers(String name) {
    List<Float> values =
        find(name, AttributeType.FLOATS).map(AttributeProto::getFloatsList).orElse(List.of());
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.get(i);
    }
    return numbers;
  }

  Optional<TensorProto> tensor(String name) {
    return find(name, AttributeType.TENSOR).map(AttributeProto::getT);
  }

  private static int whole(String name, long value) {
    if (value != (int) value) {
      throw new OnnxException("attribute \"%s\" is %s, beyond what is known here", name, value);
    }
    return (int) value;
  }

  /** A list of longs, for ends of slices. */
  long[] longs(String name) {
    return find(name, AttributeType.INTS)
        .map(a -> a.getIntsList().stream().mapToLong(value -> value).toArray())
        .orElse(new long[0]);
  }
}
