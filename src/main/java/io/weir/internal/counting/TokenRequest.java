package io.weir.internal.counting;

import org.jspecify.annotations.Nullable;

/**
 * A request for tokens of one bucket.
 *
 * @param key of the bucket: a {@linkplain Pseudonyms pseudonym} of the client and of what is
 *     counted
 * @param spec the properties of the bucket
 * @param tokens 1 to what the smallest limit of the bucket holds
 * @param whenClusterFails what applies while the cluster does not answer
 * @param knownLogin the pseudonym of a user name at an address, where the bucket admits {@linkplain
 *     Buckets#knowsLogin known logins} although it has no tokens
 * @param stopsOthers whether a refusal also stops the other requests of the same list; a rule that
 *     only observes stops none
 */
public record TokenRequest(
    String key,
    BucketSpec spec,
    long tokens,
    WhenClusterFails whenClusterFails,
    @Nullable String knownLogin,
    boolean stopsOthers) {}
