package dev.convoy;

/**
 * The kernels of this test run: Surefire runs everything twice and more, see {@code
 * convoy.kernels}.
 */
public final class KernelsUnderTest {
  private KernelsUnderTest() {}

  public static String name() {
    return System.getProperty("convoy.kernels", "auto");
  }
}
