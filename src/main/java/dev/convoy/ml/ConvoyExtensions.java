package dev.convoy.ml;

import dev.convoy.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Brings the SQL function {@code convoy_features} to every session: {@code --conf
 * spark.sql.extensions=dev.convoy.ml.ConvoyExtensions}.
 *
 * <pre>
 *   convoy_features(content, model [, tap [, preprocess]])
 *     content     BINARY, a JPEG or PNG file
 *     model       STRING literal, path of a .onnx or .yaml file
 *     tap         STRING literal, a node of the network; beforeClassifier if absent
 *     preprocess  STRING literal, as in a job file: 'imagenet', '{resize: 256, ...}'
 *   gives ARRAY&lt;FLOAT&gt;; NULL for NULL and for what cannot be decoded
 * </pre>
 */
public final class ConvoyExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  private static final String NAME = "convoy_features";
  private static final String USAGE =
      "_FUNC_(content, model[, tap[, preprocess]]) - features of an image (JPEG or PNG bytes) by a"
          + " convolutional network.";
  private static final String MORE =
      "\n    Examples:\n      > SELECT path, _FUNC_(content, 'resnet18.onnx', 'beforeClassifier',"
          + " 'imagenet') FROM images;\n";
  private static final DataType FEATURES = DataTypes.createArrayType(DataTypes.FloatType, false);
  private static final int MOST_ARGUMENTS = 4;

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    ExpressionInfo info =
        new ExpressionInfo(ConvoyExtensions.class.getName(), null, NAME, USAGE, MORE);
    extensions.injectFunction(new Tuple3<>(new FunctionIdentifier(NAME), info, new Builder()));
    return BoxedUnit.UNIT;
  }

  /** Makes the call of the function in a query, on the driver. */
  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    @Override
    public Expression apply(Seq<Expression> arguments) {
      List<Expression> given = new ArrayList<>(CollectionConverters.asJava(arguments));
      if (given.size() < 2 || given.size() > MOST_ARGUMENTS) {
        throw new ConfigException(
            "%s: found %s arguments, needed content, model[, tap[, preprocess]]"
                .formatted(NAME, given.size()));
      }
      Expression content = given.get(0);
      if (content.resolved() && !isBytes(content.dataType())) {
        throw new ConfigException(
            "%s: content is %s, needed BINARY: the bytes of image files"
                .formatted(NAME, content.dataType().sql()));
      }
      FeatureModel model =
          FeatureModel.read(
              SparkSession.active(),
              NAME,
              ModelSettings.of(
                  text(given, 1, "model", ""),
                  text(given, 2, "tap", ModelSettings.TAP),
                  text(given, 3, "preprocess", "")));
      Seq<Expression> children = CollectionConverters.asScala(List.of(content)).toSeq();
      return new ScalaUDF(
          new FeaturesFunction(model),
          FEATURES,
          children,
          CollectionConverters.asScala(
                  List.<Option<org.apache.spark.sql.catalyst.encoders.ExpressionEncoder<?>>>of(
                      Option.empty()))
              .toSeq(),
          Option.empty(),
          Option.apply(NAME),
          true,
          true);
    }

    private static boolean isBytes(DataType type) {
      return type.equals(DataTypes.BinaryType) || type.equals(DataTypes.NullType);
    }

    private static String text(List<Expression> given, int at, String name, String standard) {
      if (at >= given.size()) {
        return standard;
      }
      Expression argument = given.get(at);
      boolean constant =
          argument.resolved()
              && argument.foldable()
              && argument.dataType().equals(DataTypes.StringType);
      Object value = constant ? argument.eval(null) : null;
      if (value == null) {
        throw new ConfigException(
            "%s: %s is %s, needed a text that is the same for all rows, such as 'resnet18.onnx'"
                .formatted(NAME, name, argument.sql()));
      }
      return value.toString();
    }
  }
}
