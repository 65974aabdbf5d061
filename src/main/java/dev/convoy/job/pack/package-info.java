/**
 * The pack job: many small images into few large files. Start with {@link
 * dev.convoy.job.pack.PackKind}, then {@link dev.convoy.job.pack.PackJob}.
 */
@NullMarked
package dev.convoy.job.pack;

import org.jspecify.annotations.NullMarked;
