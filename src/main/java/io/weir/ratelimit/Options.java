package io.weir.ratelimit;

import io.weir.internal.grid.Refill;
import java.util.List;
import java.util.Optional;

/** What may stand after the limits of a rule; see {@link Rule} for each. */
record Options(
    Key key,
    Refill refill,
    long cost,
    List<Who> except,
    boolean shadow,
    Optional<Countries> countries,
    Optional<WhenClusterFails> whenClusterFails) {}
