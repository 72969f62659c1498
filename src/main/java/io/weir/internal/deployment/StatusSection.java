package io.weir.internal.deployment;

import java.util.List;
import java.util.function.Supplier;

/**
 * What administrators are shown of something that is no filter: secrets, alerts.
 *
 * @param name one word, which no filter has
 * @param lines as they stand when they are asked for
 */
public record StatusSection(String name, Supplier<List<LineStatus>> lines) {}
