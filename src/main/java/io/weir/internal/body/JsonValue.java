package io.weir.internal.body;

/**
 * A string, number or boolean in a JSON document.
 *
 * @param text the value as text. Numbers and booleans have one too, because some programs treat 1
 *     and "1" alike
 * @param isString whether the value is a JSON string
 */
public record JsonValue(String text, boolean isString) {}
