package dev.convoy.report.html;

import dev.convoy.tensor.Check;
import java.util.Optional;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The two directions in which points of many dimensions spread most, and where the points lie along
 * them.
 *
 * <pre>
 *   points   [n, d], less their mean
 *   C = transposed points * points      [d, d]  its eigenvectors v are the directions
 *   G = points * transposed points      [n, n]  has the same eigenvalues; v = transposed points * u
 * </pre>
 *
 * <p>The smaller of the two matrices is decomposed. Where both are large, the directions come from
 * an even choice of the points; all are projected. A direction's largest number is positive, so
 * that a map does not flip from run to run.
 *
 * @param x of each point, along the first direction
 * @param y along the second
 * @param shares of the whole spread that the two directions show, each 0 to 1
 */
record PrincipalComponents(double[] x, double[] y, double[] shares) {
  private static final double ROUNDING = 1e-12; // of squares; less spread than that is none
  private static final int MOST_FITTED = 400; // rows of the matrix that is decomposed

  /**
   * Finds them.
   *
   * @param points all of one length, finite; at least 3
   * @return empty where the points are all the same, or their matrix has no decomposition
   */
  static Optional<PrincipalComponents> of(float[][] points) {
    Check.that(points.length >= 3, "components of %s points; needs at least 3", points.length);
    double[] mean = mean(points);
    int d = mean.length;
    double[][] fitted =
        centred(d <= MOST_FITTED ? points : thinned(points), mean); // the mean is that of all
    double[][] directions;
    double[] values;
    try {
      boolean wide = d > fitted.length;
      EigenDecomposition eigen =
          new EigenDecomposition(
              MatrixUtils.createRealMatrix(wide ? gram(fitted) : covariance(fitted, d)));
      values = eigen.getRealEigenvalues(); // the largest first
      directions = new double[2][];
      for (int k = 0; k < 2; k++) {
        double[] vector =
            k < values.length ? eigen.getEigenvector(k).toArray() : new double[values.length];
        directions[k] = oriented(wide ? transposedTimes(fitted, vector, d) : vector);
      }
    } catch (MathIllegalStateException e) { // did not converge
      return Optional.empty();
    }
    double all = 0;
    for (double value : values) {
      all += Math.max(0, value);
    }
    if (!(all > ROUNDING * points.length * dot(mean, mean))) {
      return Optional.empty();
    }
    double[][] centred = centred(points, mean);
    double second = values.length > 1 ? Math.max(0, values[1]) : 0;
    return Optional.of(
        new PrincipalComponents(
            projected(centred, directions[0]),
            projected(centred, directions[1]),
            new double[] {values[0] / all, second / all}));
  }

  private static double[] mean(float[][] points) {
    double[] mean = new double[points[0].length];
    for (float[] point : points) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += point[j] / (double) points.length;
      }
    }
    return mean;
  }

  private static float[][] thinned(float[][] points) {
    int count = Math.min(MOST_FITTED, points.length);
    float[][] some = new float[count][];
    for (int i = 0; i < count; i++) {
      some[i] = points[(int) ((long) i * points.length / count)];
    }
    return some;
  }

  private static double[][] centred(float[][] points, double[] mean) {
    double[][] centred = new double[points.length][mean.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        centred[i][j] = points[i][j] - mean[j];
      }
    }
    return centred;
  }

  private static double[][] gram(double[][] rows) {
    int n = rows.length;
    double[][] gram = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = dot(rows[i], rows[j]);
        gram[j][i] = gram[i][j];
      }
    }
    return gram;
  }

  private static double[][] covariance(double[][] rows, int d) {
    RealMatrix points = MatrixUtils.createRealMatrix(rows);
    double[][] covariance = points.transpose().multiply(points).getData();
    for (int i = 0; i < d; i++) { // symmetric to the last bit, as the decomposition asks
      for (int j = 0; j < i; j++) {
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  private static double[] transposedTimes(double[][] rows, double[] u, int d) {
    double[] v = new double[d];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < d; j++) {
        v[j] += u[i] * rows[i][j];
      }
    }
    return v;
  }

  /** Of length 1, its largest number positive; zeros stay. */
  private static double[] oriented(double[] vector) {
    double largest = 0;
    double squares = 0;
    for (double value : vector) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
      squares += value * value;
    }
    double scale = squares > 0 ? Math.copySign(1 / Math.sqrt(squares), largest) : 0;
    double[] oriented = new double[vector.length];
    for (int j = 0; j < vector.length; j++) {
      oriented[j] = vector[j] * scale;
    }
    return oriented;
  }

  private static double[] projected(double[][] rows, double[] direction) {
    double[] along = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      along[i] = dot(rows[i], direction);
    }
    return along;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
