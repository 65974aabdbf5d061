package dev.convoy.ml;

import dev.convoy.image.BadImageException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction1;

/**
 * What {@code convoy_features} does to one value: bytes of an image become features, null and what
 * is no image become null.
 */
final class FeaturesFunction extends AbstractFunction1<@Nullable Object, @Nullable Object>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final FeatureModel model;
  private transient @Nullable ThreadLocal<FeatureExtractor> extractors;

  FeaturesFunction(FeatureModel model) {
    this.model = model;
  }

  @Override
  public @Nullable Object apply(@Nullable Object content) {
    if (content == null) {
      return null;
    }
    FeatureExtractor extractor = extractor();
    try {
      extractor.load((byte[]) content, 0);
    } catch (BadImageException e) {
      return null;
    }
    extractor.run(1);
    return extractor.features(0);
  }

  private FeatureExtractor extractor() {
    ThreadLocal<FeatureExtractor> all = extractors;
    if (all == null) {
      FeatureModel shared = model;
      all =
          ThreadLocal.withInitial(() -> new FeatureExtractor(shared, ExtractorSettings.ONE_BY_ONE));
      extractors = all;
    }
    return all.get();
  }
}
