package io.weir.internal.counting.store;

import io.weir.internal.counting.TokenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The logins that are known at a client, each for 30 days since its last success. */
record KnownLogins(List<KnownLogin> all) {

  /** Shared by all entries without logins: most have none. */
  static final KnownLogins NONE = new KnownLogins(List.of());

  private static final long KNOWN = Duration.ofDays(30).toNanos();

  private static final int MOST = 64;

  /** A login and the time of its last success. */
  record KnownLogin(long login, long at) {

    boolean isKnown(long now) {
      return now - at <= KNOWN;
    }
  }

  boolean has(long login, long now) {
    return login != TokenRequest.NO_LOGIN
        && all.stream().anyMatch(one -> one.login() == login && one.isKnown(now));
  }

  boolean hasAny(long now) {
    return all.stream().anyMatch(one -> one.isKnown(now));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** With one more; of too many, the oldest is forgotten. */
  KnownLogins with(long login, long now) {
    List<KnownLogin> others = new ArrayList<>(all);
    others.removeIf(one -> one.login() == login);
    if (others.size() >= MOST) {
      others.remove(0);
    }
    others.add(new KnownLogin(login, now));
    return new KnownLogins(others);
  }

  KnownLogins with(KnownLogins others) {
    KnownLogins merged = this;
    for (KnownLogin one : others.all) {
      merged = merged.with(one.login(), one.at());
    }
    return merged;
  }

  /** Without those that are over, or whose time is further in the future than is believed. */
  KnownLogins at(long now) {
    if (all.isEmpty()) {
      return this;
    }
    List<KnownLogin> left =
        all.stream().filter(one -> one.isKnown(now) && one.at() - now <= Entry.BELIEVED).toList();
    return left.size() == all.size() ? this : new KnownLogins(left);
  }

  static KnownLogins read(ByteReader in) {
    long rest = in.count();
    if (rest == 0) {
      return NONE;
    }
    List<KnownLogin> all = new ArrayList<>();
    for (; rest > 0; rest--) {
      all.add(new KnownLogin(in.fixed(), in.fixed()));
    }
    return new KnownLogins(all);
  }

  void write(ByteWriter out) {
    out.count(all.size());
    for (KnownLogin login : all) {
      out.fixed(login.login()).fixed(login.at());
    }
  }
}
