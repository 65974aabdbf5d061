/**
 * Job and network files: YAML as a tree that knows file, line and key of every value, read
 * strictly. What the keys mean stands with their owners (job, network, image). Start with {@link
 * dev.convoy.config.ConfigNode}.
 */
@NullMarked
package dev.convoy.config;

import org.jspecify.annotations.NullMarked;
