package dev.convoy.job.forward;

import dev.convoy.image.Pixels;
import dev.convoy.image.SalvagedImage;
import dev.convoy.image.Thumbnail;
import dev.convoy.job.Reject;
import dev.convoy.job.forward.ForwardStory.Placed;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.network.Network;
import dev.convoy.report.html.Raster;
import dev.convoy.report.html.Specimen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads a few examples once more, on an executor, and makes pictures of them. One that does not
 * come again as it was is left out.
 */
final class ExhibitTask {
  private static final int SIDE = 200; // pixels of a picture's longer side, at most
  private static final int SHOWN_BYTES = 24;

  private final Network network;
  private final ForwardSettings settings;
  private final Configuration conf;

  ExhibitTask(Network network, ForwardSettings settings, Configuration conf) {
    this.network = network;
    this.settings = settings;
    this.conf = conf;
  }

  Exhibits run(List<Placed<Sampled>> sampled, List<Placed<Reject>> rejects) {
    Map<Long, Raster> seen = new LinkedHashMap<>();
    Map<Long, String> beginnings = new LinkedHashMap<>();
    List<Specimen> specimens = new ArrayList<>();
    String missing = "";
    try {
      for (Placed<Reject> reject : rejects) {
        read(reject.slice(), reject.what().place(), reject.what().id())
            .ifPresent(example -> show(example, seen, beginnings));
      }
      specimens.addAll(specimens(sampled));
    } catch (OutOfMemoryError e) { // pictures are no reason to lose an executor
      missing = "not enough memory for all pictures";
    }
    return new Exhibits(specimens, seen, beginnings, missing);
  }

  private List<Specimen> specimens(List<Placed<Sampled>> sampled) {
    return settings.taps().isEmpty()
        ? List.of()
        : new SpecimenMaker(network, settings)
            .make(sampled, one -> read(one.slice(), one.what().place(), one.what().id()));
  }

  private Optional<Example> read(ExampleSlice slice, int place, long id) {
    try (ExampleReader reader = slice.open(conf)) {
      reader.skip(place);
      return reader.hasNext()
          ? Optional.of(reader.next()).filter(example -> example.id() == id)
          : Optional.empty();
    } catch (IOException | RuntimeException e) { // read well before; no reason to lose the rest
      return Optional.empty();
    }
  }

  private static void show(Example example, Map<Long, Raster> seen, Map<Long, String> beginnings) {
    Optional<Pixels> picture = Optional.empty();
    if (example.payload() instanceof Example.Encoded encoded) {
      picture = SalvagedImage.of(encoded.bytes(), SIDE);
      beginnings.put(example.id(), beginning(encoded.bytes()));
    } else if (example.payload() instanceof Example.Decoded decoded) {
      picture = Optional.of(decoded.pixels());
    } else if (example.payload() instanceof Example.Sized sized) {
      picture = Optional.of(sized.pixels());
    }
    picture.ifPresent(pixels -> seen.put(example.id(), raster(pixels, SIDE)));
  }

  private static String beginning(byte[] bytes) {
    if (bytes.length == 0) {
      return "no bytes";
    }
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN_BYTES, bytes.length); i++) {
      words.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
    }
    return words.append(bytes.length > SHOWN_BYTES ? "…" : "").toString().strip();
  }

  /** A picture as reports take it, its longer side at most {@code side} pixels. */
  static Raster raster(Pixels pixels, int side) {
    Pixels small = Thumbnail.of(pixels, side);
    return new Raster(small.h(), small.w(), small.c(), small.data());
  }
}
