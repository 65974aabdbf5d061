package dev.convoy.job;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.input.ExampleForm;
import dev.convoy.network.Network;
import dev.convoy.tensor.Shape;
import java.util.function.Predicate;

/** Whether the examples of a source are of a kind that a network takes. */
public final class InputFit {
  private InputFit() {}

  /**
   * Checks what can be known before an example is read.
   *
   * @throws dev.convoy.config.ConfigException at {@code input}, if no example can fit
   */
  public static void check(ConfigNode input, ExampleForm source, Network network) {
    Shape needed = network.inputShape();
    switch (source.content()) {
      case ENCODED -> {
        if (needed.c() != 1 && needed.c() != 3) {
          throw input.error(
              "images have 1 channel (grey) or 3 (RGB), network \"%s\" takes %s",
              network.name(), needed);
        }
      }
      case PIXELS ->
          require(input, source, network, shape -> shape.c() == needed.c(), "in channels");
      case SIZED -> require(input, source, network, needed::equals, "in size");
      case VALUES ->
          require(input, source, network, shape -> shape.count() == needed.count(), "in numbers");
    }
  }

  private static void require(
      ConfigNode input, ExampleForm source, Network network, Predicate<Shape> fits, String what) {
    source
        .shape()
        .filter(fits.negate())
        .ifPresent(
            shape -> {
              throw input.error(
                  "examples have shape %s, network \"%s\" takes %s; they differ %s",
                  shape, network.name(), network.inputShape(), what);
            });
  }
}
