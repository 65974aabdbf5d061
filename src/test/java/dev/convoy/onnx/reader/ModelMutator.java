package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Spoils a model the same way for the same seed: its bytes (turned, put in, left out, cut off,
 * copied elsewhere), or, once parsed, any field of any message in it (edges of the number ranges,
 * words of another field, elements twice, left out or exchanged).
 */
final class ModelMutator {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    3,
    -2,
    7,
    64,
    1 << 13,
    1 << 20,
    1 << 24,
    1 << 28,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final double[] EDGES_OF_FLOATS = {
    0, -0.0, 1, -1, 0.5, 2, 1e-30, 1e9, Float.MAX_VALUE, 1 / 0.0, -1 / 0.0, 0 / 0.0
  };

  private final Random random;

  ModelMutator(long seed) {
    random = new Random(seed);
  }

  byte[] mutant(byte[] model) {
    try {
      return random.nextInt(3) == 0 ? ofBytes(model.clone()) : ofFields(model);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the model to spoil is a bad one already", e);
    }
  }

  private byte[] ofBytes(byte[] model) {
    int at = random.nextInt(model.length);
    int count = Math.min(model.length - at, 1 + random.nextInt(16));
    switch (random.nextInt(6)) {
      case 0 -> {
        return Arrays.copyOf(model, at);
      }
      case 1 -> {
        return joined(model, at, new byte[0], at + count);
      }
      case 2 -> {
        byte[] noise = new byte[count];
        random.nextBytes(noise);
        return joined(model, at, noise, at);
      }
      case 3 -> {
        int from = random.nextInt(model.length);
        int to = Math.min(model.length, from + 1 + random.nextInt(300));
        return joined(model, at, Arrays.copyOfRange(model, from, to), at);
      }
      default -> {
        for (int i = 0; i < count; i++) {
          // Most bytes are weights; the beginning and the end hold more of the structure.
          int place = random.nextBoolean() ? random.nextInt(model.length) : at;
          model[place] ^= (byte) (1 << random.nextInt(8));
        }
        return model;
      }
    }
  }

  /** The bytes up to one place, others, and the bytes from another place on. */
  private static byte[] joined(byte[] model, int end, byte[] middle, int from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(model, 0, end);
    bytes.writeBytes(middle);
    bytes.write(model, from, model.length - from);
    return bytes.toByteArray();
  }

  private byte[] ofFields(byte[] bytes) throws InvalidProtocolBufferException {
    ModelProto.Builder model = ModelProto.newBuilder().mergeFrom(bytes);
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      Map<String, List<Message.Builder>> byType = new TreeMap<>();
      List<String> words = new ArrayList<>(List.of("", "x", "../x", "%s", "Conv", "Concat"));
      collect(model, byType, words);
      List<Message.Builder> alike = any(List.copyOf(byType.values()));
      spoil(any(alike), words);
    }
    return model.build().toByteArray();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static void collect(
      Message.Builder message, Map<String, List<Message.Builder>> byType, List<String> words) {
    byType
        .computeIfAbsent(message.getDescriptorForType().getFullName(), key -> new ArrayList<>())
        .add(message);
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (isMessage && field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          collect(message.getRepeatedFieldBuilder(field, i), byType, words);
        }
      } else if (isMessage) {
        collect(message.getFieldBuilder(field), byType, words);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        Object value = message.getField(field);
        (field.isRepeated() ? (List<?>) value : List.of(value))
            .forEach(word -> words.add((String) word));
      }
    }
  }

  private void spoil(Message.Builder message, List<String> words) {
    Descriptor type = message.getDescriptorForType();
    List<FieldDescriptor> there = List.copyOf(message.getAllFields().keySet());
    boolean old = !there.isEmpty() && random.nextInt(5) > 0;
    FieldDescriptor field = any(old ? there : type.getFields());
    if (!field.isRepeated()) {
      if (message.hasField(field) && random.nextInt(6) == 0) {
        message.clearField(field);
      } else if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        message.setField(field, value(field, message.getField(field), words));
      } else {
        spoil(message.getFieldBuilder(field), words);
      }
      return;
    }
    List<Object> elements = new ArrayList<>((List<?>) message.getField(field));
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    int at = elements.isEmpty() ? 0 : random.nextInt(elements.size());
    int way = random.nextInt(isMessage ? 4 : 6);
    if (elements.isEmpty()) {
      elements.add(
          isMessage ? message.newBuilderForField(field).build() : value(field, null, words));
    } else if (way == 0) {
      elements.remove(at);
    } else if (way == 1) {
      elements.add(random.nextInt(elements.size() + 1), elements.get(at));
    } else if (way < 4) {
      java.util.Collections.swap(elements, at, random.nextInt(elements.size()));
    } else {
      elements.set(at, value(field, elements.get(at), words));
    }
    message.setField(field, elements);
  }

  private Object value(FieldDescriptor field, Object old, List<String> words) {
    return switch (field.getJavaType()) {
      case INT -> (int) number(old);
      case LONG -> number(old);
      case FLOAT -> (float) EDGES_OF_FLOATS[random.nextInt(EDGES_OF_FLOATS.length)];
      case DOUBLE -> EDGES_OF_FLOATS[random.nextInt(EDGES_OF_FLOATS.length)];
      case BOOLEAN -> random.nextBoolean();
      case STRING -> any(words);
      case BYTE_STRING -> bytes((ByteString) old, words);
      case ENUM -> {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        yield any(values);
      }
      case MESSAGE -> throw new IllegalStateException("no single value: " + field);
    };
  }

  private long number(Object old) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(17);
      case 1 -> (old instanceof Number n ? n.longValue() : 0) + random.nextInt(5) - 2;
      default -> EDGES[random.nextInt(EDGES.length)];
    };
  }

  private ByteString bytes(ByteString old, List<String> words) {
    if (old == null || old.isEmpty() || random.nextInt(4) == 0) {
      return ByteString.copyFromUtf8(any(words));
    }
    if (random.nextInt(3) == 0) {
      return old.substring(0, random.nextInt(old.size()));
    }
    byte[] spoilt = old.toByteArray();
    if (spoilt.length % 8 == 0 && random.nextBoolean()) { // perhaps sizes, as whole numbers
      java.nio.ByteBuffer.wrap(spoilt)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .putLong(random.nextInt(spoilt.length / 8) * 8, number(null));
    } else {
      spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return ByteString.copyFrom(spoilt);
  }
}
