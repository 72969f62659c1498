package io.weir.internal.events;

import java.time.Instant;

/**
 * That an administrator did something, told on the node where they did it.
 *
 * @param via {@code jmx} or {@code page}
 * @param administrator their user name; empty if it is not known
 * @param action one word: {@code reset}
 * @param filter the name of the filter in settings: {@code budget}
 * @param line the name of the rule, budget or circuit; empty for the filter as a whole
 * @param key the pseudonym of the client that it concerns; empty if it concerns all
 */
public record AdministratorActed(
    Instant time,
    String via,
    String administrator,
    String action,
    String filter,
    String line,
    String key)
    implements Event {}
