/**
 * The innermost routines, each as a scalar and as a vector twin that give the same bits, and the
 * choice between them: the one that multiplies matrices, those around Winograd's products, and
 * those that treat every channel alone. Nothing here knows what a convolution is. Start with {@link
 * dev.convoy.compute.micro.MicroKernels}.
 */
@NullMarked
package dev.convoy.compute.micro;

import org.jspecify.annotations.NullMarked;
