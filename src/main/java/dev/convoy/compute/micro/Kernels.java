package dev.convoy.compute.micro;

import java.util.List;

/**
 * Makes micro-kernels by name. The choice changes the speed and never the result.
 *
 * <p>Holds no vector constant, so that loading this class is safe without the vector module.
 */
public final class Kernels {
  /**
   * The names: {@code auto} takes vector kernels where the JVM has the module and scalar ones
   * otherwise; {@code vector} and {@code scalar} insist.
   */
  public static final List<String> NAMES = List.of("auto", "vector", "scalar");

  private Kernels() {}

  /**
   * Makes the kernels called {@code wanted}.
   *
   * @throws IllegalArgumentException for another name, or if vector kernels are wanted and the
   *     module is missing
   */
  public static MicroKernels named(String wanted) {
    return switch (wanted) {
      case "scalar" -> new ScalarMicroKernels();
      case "vector" -> {
        if (!vectorModulePresent()) {
          throw new IllegalArgumentException(
              "kernels=vector: this JVM lacks jdk.incubator.vector; start it through submit.sh or"
                  + " pass --add-modules jdk.incubator.vector");
        }
        yield new VectorMicroKernels();
      }
      case "auto" -> vectorModulePresent() ? new VectorMicroKernels() : new ScalarMicroKernels();
      default ->
          throw new IllegalArgumentException(
              "kernels=" + wanted + ": expected auto, vector or scalar");
    };
  }

  private static boolean vectorModulePresent() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
