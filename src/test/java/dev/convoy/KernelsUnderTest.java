package dev.convoy;

import dev.convoy.compute.micro.Kernels;
import java.util.Locale;

/** The kernels of this test run: Surefire runs everything twice, see {@code convoy.kernels}. */
public final class KernelsUnderTest {
  private KernelsUnderTest() {}

  public static Kernels kernels() {
    return Kernels.valueOf(System.getProperty("convoy.kernels", "auto").toUpperCase(Locale.ROOT));
  }
}
