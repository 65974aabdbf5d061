package dev.convoy.compute.micro;

import dev.convoy.tensor.Check;

/**
 * Which micro-kernels run: a choice by name, the same on every executor. It changes the speed and
 * never the result.
 *
 * <p>Holds no vector constant, so that loading this class is safe without the vector module.
 */
public enum Kernels {
  /** Vector kernels where the JVM has the module, scalar ones otherwise. */
  AUTO,
  /** Vector kernels, or an error where the JVM lacks the module. */
  VECTOR,
  /** Plain loops. */
  SCALAR;

  /**
   * Makes them.
   *
   * @throws IllegalArgumentException if vector kernels are wanted and the module is missing
   */
  public MicroKernels create() {
    return switch (this) {
      case SCALAR -> new ScalarMicroKernels();
      case VECTOR -> {
        Check.that(
            vectorModulePresent(),
            "kernels=vector: this JVM lacks jdk.incubator.vector; start it through submit.sh or"
                + " pass --add-modules jdk.incubator.vector");
        yield new VectorMicroKernels();
      }
      case AUTO -> vectorModulePresent() ? new VectorMicroKernels() : new ScalarMicroKernels();
    };
  }

  private static boolean vectorModulePresent() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
