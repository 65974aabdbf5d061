/**
 * Turns an ONNX file into a {@link dev.convoy.network.Network}: parsed and checked, constants
 * folded, NCHW turned to NHWC. Start with {@link dev.convoy.onnx.reader.OnnxReader}; which operator
 * becomes what stands in {@link dev.convoy.onnx.reader.Operators}.
 */
@NullMarked
package dev.convoy.onnx.reader;

import org.jspecify.annotations.NullMarked;
