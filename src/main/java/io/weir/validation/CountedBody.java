package io.weir.validation;

import java.io.IOException;
import java.util.List;

/** Counts the bytes of a body of unknown length while the application reads them. */
final class CountedBody {

  private final List<RequestCheck> checks;
  private final LateRefusal refusal;
  private long bytes;

  /**
   * Nothing is read yet.
   *
   * @param checks that limit the size
   */
  CountedBody(List<RequestCheck> checks, LateRefusal refusal) {
    this.checks = checks;
    this.refusal = refusal;
  }

  /** Adds bytes that were read; throws an exception if they are too many. */
  void add(int read) throws IOException {
    bytes += Math.max(0, read);
    for (RequestCheck check : checks) {
      ByteSize most = check.body().most().orElseThrow();
      if (bytes > most.bytes()
          && (!check.shadow() || !refusal.isTold(check))
          && refusal.stops(List.of(Finding.tooLarge(check, most)))) {
        throw new RefusedBodyException();
      }
    }
  }
}
