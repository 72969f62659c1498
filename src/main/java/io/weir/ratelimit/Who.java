package io.weir.ratelimit;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.settings.Mistakes;
import java.util.List;

/** Whom a rule spares, after {@code except}; {@code toString} is how it is written. */
sealed interface Who {

  /** Reads the setting {@code except}: {@code role:admin, ip:192.0.2.0/24}; blank is nobody. */
  static List<Who> parseAll(String text, String where, Mistakes mistakes) {
    return Words.of(text, where, mistakes)
        .map(words -> new WhoParser(words).all())
        .orElse(List.of());
  }

  /** Users who have a role. */
  record Role(String name) implements Who {
    public Role {
      if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "a role's name belongs directly after the colon, as in role:admin.");
      }
    }

    @Override
    public String toString() {
      return "role:" + Quotes.quoted(name);
    }
  }

  /** Clients with an address of a block. */
  record Address(AddressBlock block) implements Who {
    @Override
    public String toString() {
      return "ip:" + block;
    }
  }
}
