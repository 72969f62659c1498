package io.weir.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestTest {

  @Test
  void the_newest_replaces_the_oldest() {
    Latest<Integer> latest = new Latest<>(2);
    latest.put("a", 1);
    latest.put("b", 2);
    latest.put("c", 3);

    assertThat(latest.all()).containsExactly(2, 3);
    assertThat(latest.get("a")).isEmpty();
    assertThat(latest.get("c")).contains(3);
  }
}
