package io.weir.ratelimit;

import io.weir.internal.grid.Shape;

/**
 * What one rule asks of one request.
 *
 * @param bucket the pseudonym of who and what is counted together
 * @param shape of that bucket
 */
record Demand(Rule rule, String bucket, Shape shape) {}
