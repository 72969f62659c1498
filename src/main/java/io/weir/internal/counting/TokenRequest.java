package io.weir.internal.counting;

/**
 * A request for tokens of one bucket.
 *
 * @param entry the entry that has the bucket
 * @param bucket which bucket of the entry: a hash of what is counted
 * @param spec the properties of the bucket
 * @param tokens 1 to what the smallest limit of the bucket holds
 * @param whenClusterFails what applies while the cluster does not answer
 * @param knownLogin a hash of a user name at an address, where the bucket admits logins that
 *     {@linkplain Settlement#knownLogin succeeded} there within 30 days although it has no tokens;
 *     {@link #NO_LOGIN} if not
 * @param stopsOthers whether a refusal also stops the other requests of the same list; a rule that
 *     only observes stops none
 */
public record TokenRequest(
    EntryKey entry,
    long bucket,
    BucketSpec spec,
    long tokens,
    WhenClusterFails whenClusterFails,
    long knownLogin,
    boolean stopsOthers) {

  /** No login is known. */
  public static final long NO_LOGIN = 0;

  /** The same request for this many tokens. */
  public TokenRequest of(long other) {
    return new TokenRequest(entry, bucket, spec, other, whenClusterFails, knownLogin, stopsOthers);
  }
}
