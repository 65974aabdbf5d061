/**
 * {@code job: export}: a network goes out as an ONNX model, for other runtimes. How layers are
 * written stands in {@code onnx.writer}.
 */
@NullMarked
package dev.convoy.job.export;

import org.jspecify.annotations.NullMarked;
