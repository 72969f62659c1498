package io.weir.internal.body;

/**
 * What stands at a place of a JSON document.
 *
 * @param text of a number or boolean as well: there are programs that take 1 and "1" for the same
 * @param isText whether it is written as a text
 */
public record JsonValue(String text, boolean isText) {}
