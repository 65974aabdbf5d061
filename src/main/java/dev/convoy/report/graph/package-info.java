/**
 * A network's graph as SVG: which boxes, in which rows and columns, and the wires between them.
 * Start with {@link dev.convoy.report.graph.GraphDrawing}.
 */
@NullMarked
package dev.convoy.report.graph;

import org.jspecify.annotations.NullMarked;
