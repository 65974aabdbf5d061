package dev.convoy.onnx.reader;

import dev.convoy.tensor.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the axes of an ONNX tensor lie in a stored array. ONNX speaks of [N, C, H, W], the network
 * stores [H, W, C] per image; most operators that move axes therefore move nothing, they only
 * change this note.
 *
 * <pre>
 *   Conv        axes  (c)(h)(w)     stored  h w c
 *   Flatten     axes  (c h w)       stored  h w c      the next dense layer's weights are permuted
 *   Reshape     axes  (g c')(h)(w)  stored  h w g c'   atom c was split in two
 *   Transpose   axes  (h)(w)(c)     stored  h w c
 * </pre>
 *
 * <p>Axes are ONNX's without the batch, outermost first; each is a product of atoms, outermost
 * first; an axis of size 1 has none. The batch is always ONNX's first axis and stored outermost.
 */
final class Layout {
  /** A run of elements that stays together. Two atoms are the same only if they are one object. */
  static final class Atom {
    private final int size;

    Atom(int size) {
      this.size = size;
    }

    int size() {
      return size;
    }
  }

  private final List<List<Atom>> axes;
  private final List<Atom> stored;

  private Layout(List<List<Atom>> axes, List<Atom> stored) {
    Check.that(
        axes.size() < Constant.MOST_AXES,
        "%s axes, known are up to %s",
        axes.size() + 1,
        Constant.MOST_AXES);
    this.axes = axes;
    this.stored = stored;
  }

  /**
   * A new tensor.
   *
   * @param sizes of ONNX's axes, without the batch
   * @param order the stored order of these axes, outermost first
   */
  static Layout of(int[] sizes, int... order) {
    List<List<Atom>> axes = new ArrayList<>();
    for (int size : sizes) {
      axes.add(size == 1 ? List.of() : List.of(new Atom(size)));
    }
    List<Atom> stored = new ArrayList<>();
    for (int axis : order) {
      stored.addAll(axes.get(axis));
    }
    return new Layout(axes, stored);
  }

  /** An image [C, H, W], stored as height, width, channels. */
  static Layout image(int c, int h, int w) {
    return of(new int[] {c, h, w}, 1, 2, 0);
  }

  /** The order in which tensors of a rank are stored if nothing speaks for another. */
  static int[] standardOrder(int rank) {
    int[] order = new int[rank];
    Arrays.setAll(order, axis -> rank == 3 ? (axis + 1) % 3 : axis);
    return order;
  }

  /** ONNX's axes without the batch. */
  int rank() {
    return axes.size();
  }

  int size(int axis) {
    return axes.get(axis).stream().mapToInt(Atom::size).reduce(1, Math::multiplyExact);
  }

  /** Sizes of ONNX's axes without the batch. */
  int[] sizes() {
    int[] sizes = new int[rank()];
    Arrays.setAll(sizes, this::size);
    return sizes;
  }

  long count() {
    return stored.stream().mapToLong(Atom::size).reduce(1, Math::multiplyExact);
  }

  /** Whether the axes lie one after the other in this order. */
  boolean isStored(int... order) {
    return stored.equals(inOrder(order));
  }

  private List<Atom> inOrder(int... order) {
    List<Atom> atoms = new ArrayList<>();
    for (int axis : order) {
      atoms.addAll(axes.get(axis));
    }
    return atoms;
  }

  /** The order in which the axes lie, if each lies in one piece; the standard one if it is that. */
  Optional<int[]> order() {
    int[] standard = standardOrder(rank());
    int[] plain = new int[rank()];
    Arrays.setAll(plain, axis -> axis);
    int[] byFirst =
        IntStream.range(0, rank())
            .boxed()
            .sorted(Comparator.comparingInt(this::firstPosition))
            .mapToInt(axis -> axis)
            .toArray();
    for (int[] order : List.of(standard, plain, byFirst)) {
      if (isStored(order)) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }

  /** Values that lie within each element of an axis; -1 if the axis does not lie in one piece. */
  int innerOf(int axis) {
    List<Atom> atoms = axes.get(axis);
    int at = atoms.isEmpty() ? stored.size() : stored.indexOf(atoms.get(0));
    int end = at + atoms.size();
    boolean inOnePiece = end <= stored.size() && stored.subList(at, end).equals(atoms);
    return inOnePiece ? product(stored.subList(end, stored.size())) : -1;
  }

  private int firstPosition(int axis) {
    return axes.get(axis).isEmpty() ? -1 : stored.indexOf(axes.get(axis).get(0));
  }

  /** The same array, its axes in another order. */
  Layout transposed(int[] permutation) {
    List<List<Atom>> moved = new ArrayList<>();
    for (int axis : permutation) {
      moved.add(axes.get(axis));
    }
    return new Layout(moved, stored);
  }

  /** The same axes, once the array has been brought into this order. */
  Layout stored(int... order) {
    return new Layout(axes, inOrder(order));
  }

  /**
   * The same array with its elements, in ONNX's order, dealt to other axes; atoms are split where
   * the new axes need it.
   *
   * @param sizes with the same product
   * @return empty if a new axis would begin within an atom that it does not divide
   */
  Optional<Layout> reshaped(int[] sizes) {
    Check.that(
        Arrays.stream(sizes).asLongStream().reduce(1, Math::multiplyExact) == count(),
        "reshape of %s to %s",
        Arrays.toString(sizes()),
        Arrays.toString(sizes));
    List<Atom> left = new ArrayList<>();
    axes.forEach(left::addAll);
    List<Atom> storedNow = new ArrayList<>(stored);
    List<List<Atom>> reshaped = new ArrayList<>();
    int at = 0;
    for (int size : sizes) {
      List<Atom> axis = new ArrayList<>();
      int needed = size;
      while (needed > 1) {
        Atom atom = left.get(at);
        if (needed % atom.size == 0) {
          axis.add(atom);
          needed /= atom.size;
          at++;
        } else if (atom.size % needed == 0) {
          Atom outer = new Atom(needed);
          Atom inner = new Atom(atom.size / needed);
          replace(left, at, outer, inner);
          replace(storedNow, storedNow.indexOf(atom), outer, inner);
        } else {
          return Optional.empty();
        }
      }
      reshaped.add(axis);
    }
    return Optional.of(new Layout(reshaped, storedNow));
  }

  private static void replace(List<Atom> atoms, int at, Atom outer, Atom inner) {
    atoms.set(at, outer);
    atoms.add(at + 1, inner);
  }

  /**
   * How to permute the stored array so that the axes lie in an order: sizes of its runs, and the
   * place of each run of the result.
   *
   * @param sizes of the array's runs as they lie
   * @param permutation run {@code i} of the result is run {@code permutation[i]} as they lie
   */
  record Moves(int[] sizes, List<Integer> permutation) {}

  Moves movesTo(int... order) {
    return moves(inOrder(order));
  }

  private Moves moves(List<Atom> target) {
    List<List<Atom>> runs =
        new ArrayList<>(); // in the target's order, joined where they stay together
    for (Atom atom : target) {
      List<Atom> last = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
      int place = stored.indexOf(atom);
      if (!last.isEmpty() && place > 0 && stored.get(place - 1) == last.get(last.size() - 1)) {
        last.add(atom);
      } else {
        runs.add(new ArrayList<>(List.of(atom)));
      }
    }
    List<List<Atom>> asTheyLie = new ArrayList<>(runs);
    asTheyLie.sort(Comparator.comparingInt(run -> stored.indexOf(run.get(0))));
    int[] sizes = asTheyLie.stream().mapToInt(Layout::product).toArray();
    return new Moves(sizes, runs.stream().map(asTheyLie::indexOf).toList());
  }

  private static int product(List<Atom> atoms) {
    return atoms.stream().mapToInt(Atom::size).reduce(1, Math::multiplyExact);
  }

  /** Sizes of the runs that an axis consists of, in ONNX's order. */
  int[] runs(int axis) {
    return axes.get(axis).stream().mapToInt(Atom::size).toArray();
  }

  /**
   * Where the runs of an axis lie; the axis must be all there is.
   *
   * @return the run that lies outermost, then the next, numbered as in {@link #runs}
   */
  int[] storedRuns(int axis) {
    return stored.stream().mapToInt(axes.get(axis)::indexOf).toArray();
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes());
  }
}
