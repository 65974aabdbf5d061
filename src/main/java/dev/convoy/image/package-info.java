/**
 * From the bytes of a JPEG or PNG file to the numbers a network takes: decode, resize, crop, scale.
 * One picture at a time; nothing of files, Spark or networks. Start with {@link
 * dev.convoy.image.ImageDecoder} and {@link dev.convoy.image.Preprocess}.
 */
@NullMarked
package dev.convoy.image;

import org.jspecify.annotations.NullMarked;
