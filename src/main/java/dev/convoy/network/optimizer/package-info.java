/**
 * How weights follow their gradients: the update rules and the course of the learning rate. Pure
 * arithmetic on arrays, in one fixed order. Start with {@link
 * dev.convoy.network.optimizer.Optimizer}.
 */
@NullMarked
package dev.convoy.network.optimizer;

import org.jspecify.annotations.NullMarked;
