package io.weir.secrets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The first reads of one deployment, which together wait no longer than the start-up deadline. */
final class FirstReads {

  private final Keeper keeper;
  private final long deadline;

  FirstReads(Keeper keeper, long deadline) {
    this.keeper = keeper;
    this.deadline = deadline;
  }

  /**
   * Reads one secret, and keeps it fresh from now on.
   *
   * @return nothing if it cannot be read and the application may start without
   * @throws Unreadable if the deployment shall stop
   */
  Optional<Secret> read(Reference reference) throws Unreadable {
    List<Unreadable> failures = readAll(List.of(reference));
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return keeper.current(reference);
  }

  /**
   * Reads them all, and keeps them fresh from now on.
   *
   * @return why the deployment shall stop, each reason once; nothing if it need not
   */
  List<Unreadable> readAll(Collection<Reference> references) {
    keeper.await(references, deadline);
    List<Unreadable> failures = new ArrayList<>();
    for (Reference reference : references) {
      keeper.startFailure(reference).ifPresent(failures::add);
    }
    return failures;
  }
}
