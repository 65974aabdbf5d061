package dev.convoy.bench;

import dev.convoy.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Another library that computes the same, in this JVM, with one thread. Found as a service, so that
 * benchmarks run without any peer, too.
 */
public interface Peer {
  /** With its version: {@code ONNX Runtime 1.29.0}. */
  String name();

  /** A convolution forward; outputs y. */
  Optional<Contender> forward(ConvCase c, ConvData data);

  /** A convolution backward; outputs gradInput, gradWeights, gradBias. */
  Optional<Contender> backward(ConvCase c, ConvData data);

  /**
   * A network forward, output of its last node.
   *
   * @param images {@code [batch, H, W, C]}
   */
  Optional<Contender> forward(Network network, int batch, float[] images);

  /**
   * Those on the class path whose class's name holds one of the words, or all for {@code all}; the
   * others are not loaded.
   */
  static List<Peer> named(List<String> words) {
    return ServiceLoader.load(Peer.class).stream()
        .filter(provider -> Settings.chosen(provider.type().getSimpleName(), words))
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }
}
