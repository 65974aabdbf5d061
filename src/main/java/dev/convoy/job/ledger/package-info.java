/**
 * Runs that do what is missing and no more: which images are done already, which are not, and what
 * of the done ones is void. Start with {@link dev.convoy.job.ledger.Missing}; the files are the
 * business of {@link dev.convoy.store.GrowingOutput}.
 */
@NullMarked
package dev.convoy.job.ledger;

import org.jspecify.annotations.NullMarked;
