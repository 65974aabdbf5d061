/**
 * Networks as ONNX models: one form for each layer, and the file or two that they fill. Reading is
 * next door, in {@code reader}. Begin with {@link dev.convoy.onnx.writer.OnnxModel}.
 */
@NullMarked
package dev.convoy.onnx.writer;

import org.jspecify.annotations.NullMarked;
