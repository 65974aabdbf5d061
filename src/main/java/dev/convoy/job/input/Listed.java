package dev.convoy.job.input;

/**
 * One example as a listing knows it.
 *
 * @param id what its rows are to be called by
 * @param position its place in the input, from 0
 * @param path as {@link Example#path}
 * @param nth 1 for the first example of that path, 2 for the next: a list may name a file twice
 * @param size as {@link Example#size}
 * @param label as {@link Example#label}
 * @param key tells its content and label: another content has another key
 */
public record Listed(
    long id, long position, String path, int nth, long size, int label, String key) {}
