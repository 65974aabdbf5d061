package dev.convoy.compute.micro;

/**
 * The left matrix of a product, read where it lies: its element in row i and depth k is {@code
 * data[at + rowAt[i] + depthAt[k]]}.
 *
 * <p>That is enough for all of them. A plain matrix has {@code rowAt[i] = i * lda} and {@code
 * depthAt[k] = k}; a transposed one has them the other way round; the patches of a convolution
 * begin at an output pixel's first input ({@code rowAt}) and reach from there to each tap and
 * channel ({@code depthAt}).
 *
 * @param data floats, of which only the elements are read
 * @param at where the element (0, 0) lies, if both tables begin with 0
 * @param rowAt offset of each row
 * @param depthAt offset of each step of the depth
 */
public record MatrixA(float[] data, int at, int[] rowAt, int[] depthAt) {}
