package io.weir.ratelimit;

import io.weir.internal.counting.BucketSpec;
import java.util.Optional;

/**
 * What one rule asks of one request.
 *
 * @param bucket the pseudonym of who and what is counted together
 * @param shape of that bucket
 * @param ownName whether nobody else shares the bucket: it is that of one name at one address
 * @param guest the pseudonym of a name at an address, where the rule spares those it knows
 */
record TokenRequest(
    Rule rule, String bucket, BucketSpec spec, boolean ownName, Optional<String> guest) {}
