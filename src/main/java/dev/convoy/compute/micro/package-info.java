/**
 * The one routine that multiplies, as a scalar and as a vector twin that give the same bits, and
 * the choice between them. Nothing here knows what a convolution is. Start with {@link
 * dev.convoy.compute.micro.MicroKernels}.
 */
@NullMarked
package dev.convoy.compute.micro;

import org.jspecify.annotations.NullMarked;
