package io.weir.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With MicroProfile Config 1.4, an empty value is one too. */
class WrittenValueTest {

  private static final Config CONFIG =
      new OldConfig(
          List.of(
              new Source(Map.of("weir.empty", "")),
              new Source(Map.of("weir.empty", "later", "weir.scope", "shop"))));

  @Test
  void a_value_is_the_converted_one() {
    assertThat(WrittenValue.ofSources(CONFIG, "weir.scope")).contains("converted shop");
  }

  @Test
  void an_empty_value_is_not_a_missing_one() {
    assertThat(WrittenValue.ofSources(CONFIG, "weir.empty")).contains("");
    assertThat(WrittenValue.ofSources(CONFIG, "weir.mode")).isEmpty();
  }

  /** Has the methods of version 1.4, and reads an empty value as a missing one. */
  private record OldConfig(List<ConfigSource> sources) implements Config {

    @Override
    public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
      return sources.stream()
          .map(source -> Optional.ofNullable(source.getValue(name)))
          .flatMap(Optional::stream)
          .findFirst()
          .filter(value -> !value.isEmpty())
          .map(value -> type.cast("converted " + value));
    }

    @Override
    public Iterable<ConfigSource> getConfigSources() {
      return sources;
    }

    @Override
    public <T> T getValue(String name, Class<T> type) {
      return getOptionalValue(name, type).orElseThrow();
    }

    @Override
    public ConfigValue getConfigValue(String name) {
      throw new AssertionError("version 2.0");
    }

    @Override
    public Iterable<String> getPropertyNames() {
      return Set.of();
    }

    @Override
    public <T> Optional<Converter<T>> getConverter(Class<T> type) {
      throw new AssertionError("version 2.0");
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new AssertionError("version 2.0");
    }
  }

  private record Source(Map<String, String> values) implements ConfigSource {

    @Override
    public Set<String> getPropertyNames() {
      return values.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
      return values.get(name);
    }

    @Override
    public String getName() {
      return "test";
    }
  }
}
