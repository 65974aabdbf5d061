/**
 * The native peers of the benchmarks: ONNX Runtime and PyTorch, one thread each. Compiled by
 * profile {@code jmh} alone, found as services. Start with {@link
 * dev.convoy.bench.peers.OnnxRuntime}.
 */
package dev.convoy.bench.peers;
