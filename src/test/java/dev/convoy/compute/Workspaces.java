package dev.convoy.compute;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import java.util.Arrays;

/** Workspaces for tests. */
final class Workspaces {
  private Workspaces() {}

  /** A new one with the kernels of this test run. */
  static Workspace underTest() {
    return new Workspace(Kernels.named(KernelsUnderTest.name()));
  }

  /** One whose scratch is full of NaN, so that what is read before it is written shows. */
  static Workspace filledWithNaN(MicroKernels kernels) {
    Workspace ws = new Workspace(kernels);
    for (Workspace.Scratch use : Workspace.Scratch.values()) {
      if (use != Workspace.Scratch.ZEROS) { // only read, and zero from the beginning
        Arrays.fill(ws.floats(use, 1 << 16), Float.NaN);
      }
    }
    return ws;
  }
}
