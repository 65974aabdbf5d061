/**
 * What lies on disk as Parquet: features, forward caches, rejects; how a task writes them, how a
 * run commits them once, and the manifest that says a folder is whole. Nothing of networks or jobs.
 * Start with {@link dev.convoy.store.TableCommit}.
 */
@NullMarked
package dev.convoy.store;

import org.jspecify.annotations.NullMarked;
