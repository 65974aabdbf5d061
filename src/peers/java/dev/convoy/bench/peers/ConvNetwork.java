package dev.convoy.bench.peers;

import dev.convoy.bench.ConvCase;
import dev.convoy.bench.ConvData;
import dev.convoy.bench.NetworkText;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.network.Network;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.Map;

/** A network of a single convolution. */
final class ConvNetwork {
  private ConvNetwork() {}

  static Network of(ConvCase c, ConvData data) {
    ConvGeometry g = c.geometry();
    NetworkText text = new NetworkText("conv", g.input().h(), g.input().c());
    String conv =
        text.conv(g.outC(), g.window().filterH(), g.window().strideH(), g.pad().top(), g.groups());
    return text.read()
        .withWeights(
            Map.of(
                conv + ".weight", new Tensor(g.weightShape(), data.w()),
                conv + ".bias", new Tensor(Shape.of(g.outC()), data.bias())));
  }
}
