/**
 * Benchmarks of the compute core, alone or beside native peers. Compiled with the tests, which run
 * each of them once; the peers come with profile {@code jmh}. Start with {@link
 * dev.convoy.bench.Conv2dBenchmark}.
 */
package dev.convoy.bench;
