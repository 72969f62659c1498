package io.weir.status.alert;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Decides which node sends a message: the one that gets the only token of a window. While the
 * cluster does not answer, each node decides for itself: rather two messages than none.
 *
 * @param scope applications of one scope send one message
 */
record Claims(CountingService counting, String scope) {

  /** Whether this node has to send a message that no node has sent within this time. */
  boolean claim(String message, Duration window) {
    BucketSpec one =
        new BucketSpec(
            List.of(new Limit(1, Duration.ofSeconds(window.toSeconds()))),
            Refill.WINDOW,
            ZoneOffset.UTC);
    EntryKey entry =
        new EntryKey(
            counting.pseudonyms().of("alert", scope, message),
            RetentionClass.of(one.refillTime()),
            false);
    long bucket = counting.pseudonyms().numberOf("alert", message);
    return counting
        .take(
            List.of(
                new TokenRequest(
                    entry, bucket, one, 1, WhenClusterFails.LOCAL, TokenRequest.NO_LOGIN, true)))
        .get(0)
        .admitted();
  }
}
