package io.weir.secrets;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.secret.SecretReference;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.secrets.SecretDefinitions.Definition;
import io.weir.secrets.export.SecretExports;
import io.weir.secrets.lastknown.LastKnownPolicy;
import io.weir.secrets.lastknown.LastKnownSource;
import io.weir.secrets.refresh.CachedText;
import io.weir.secrets.refresh.SecretCache;
import io.weir.secrets.refresh.SecretListener;
import io.weir.secrets.refresh.StartupReads;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.vault.VaultPolicy;
import io.weir.secrets.vault.VaultSource;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of one application: those that it asks for by name, and those that Weir's own
 * settings refer to.
 */
public final class Secrets
    implements SecretReader, Function<String, Optional<String>>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

  private final SecretsPolicy policy;
  private final SecretCache cache;
  private final StartupReads startupReads;
  private final SecretExports exports;

  /** The secrets whose first read somebody has waited for. */
  private final Set<SecretReference> awaited = ConcurrentHashMap.newKeySet();

  /** The secrets that somebody has asked for, by the names of their settings. */
  private final Map<String, CachedText> texts = new ConcurrentHashMap<>();

  private Secrets(SecretsPolicy policy) {
    this.policy = policy;
    cache = new SecretCache(sources(policy), policy.refresh()).start();
    startupReads = cache.startupReads();
    exports = new SecretExports(policy.exports(), this);
  }

  private static Map<String, SecretSource> sources(SecretsPolicy policy) {
    Map<String, SecretSource> sources = new HashMap<>(policy.machine().sources());
    policy.vault().ifPresent(vault -> sources.put("vault", vaultSource(vault, policy)));
    return sources;
  }

  private static SecretSource vaultSource(VaultPolicy vault, SecretsPolicy policy) {
    SecretSource source = new VaultSource(vault, System::nanoTime);
    return policy
        .lastKnown()
        .<SecretSource>map(
            lastKnown -> LastKnownSource.of(source, vault.identity(), lastKnown, policy.refresh()))
        .orElse(source);
  }

  /** Reads every setting and adds mistakes to {@code settings}; reads no secret yet. */
  public static Secrets of(Settings settings) {
    return new Secrets(SecretsPolicy.of(settings));
  }

  /** Whether the application has no secret that it could ask for. */
  public boolean isEmpty() {
    return policy.definitions().isEmpty();
  }

  /** Files and directories that must not be part of a deployment, by their settings. */
  Map<String, Path> privateFiles() {
    Map<String, Path> files = new TreeMap<>();
    policy.dotEnv().ifPresent(file -> files.put("weir.secrets.dotenv", file));
    policy
        .lastKnown()
        .map(LastKnownPolicy::directory)
        .ifPresent(directory -> files.put("weir.secrets.last-known-dir", directory));
    return files;
  }

  /**
   * Reads every secret for the first time. Waits until the startup deadline at the longest.
   *
   * @return what stops the deployment
   */
  public List<Mistake> readAll() {
    Map<String, SecretReference> references = policy.definitions().references();
    if (references.isEmpty()) {
      return List.of();
    }
    List<SecretReference> readable = references.values().stream().filter(cache::has).toList();
    startupReads.readAll(readable);
    awaited.addAll(readable);
    List<Mistake> mistakes = new ArrayList<>();
    references.forEach((setting, reference) -> check(setting, reference).ifPresent(mistakes::add));
    return mistakes;
  }

  private Optional<Mistake> check(String setting, SecretReference reference) {
    Optional<String> reason = failure(reference);
    if (reason.isPresent() && policy.isOptional(setting)) {
      LOG.warn("WEIR-036: the application starts without {}: {}", setting, reason.get());
      return Optional.empty();
    }
    return reason.map(what -> new Mistake(setting, what));
  }

  private Optional<String> failure(SecretReference reference) {
    if (!cache.has(reference)) {
      return Optional.of(policy.noSource(reference));
    }
    Optional<String> failure = startupReads.failure(reference).map(SecretReadException::getMessage);
    return failure.isPresent()
        ? failure
        : cache
            .current(reference)
            .filter(secret -> secret.text().isEmpty())
            .map(secret -> reference + ": the value is not UTF-8 text");
  }

  /**
   * Starts the configured exports. {@link #close} takes them back.
   *
   * @return what stops the deployment
   */
  List<Mistake> export(ServletContext context) {
    return exports.start(context, this::onChange);
  }

  /** Calls the listener whenever the secret of this name has changed. */
  void onChange(String name, Runnable listener) {
    policy
        .definitions()
        .find(name)
        .map(Definition::reference)
        .filter(cache::has)
        .ifPresent(reference -> cache.onChange(reference, listener));
  }

  /** Has a listener told of what cannot be read now, and of what changes from now on. */
  void listen(SecretListener listener) {
    cache.listen(listener);
  }

  /** How long ago each path was read: {@code vault:app/db}. Empty for one without a value. */
  SortedMap<String, Optional<Duration>> ages() {
    return cache.ages();
  }

  /** How long ago each secret that has a value was read: {@code db.password}. */
  SortedMap<String, Duration> agesByName() {
    SortedMap<String, Duration> ages = new TreeMap<>();
    policy
        .definitions()
        .references()
        .forEach(
            (setting, reference) ->
                cache
                    .age(reference)
                    .ifPresent(age -> ages.put(SecretDefinitions.key(setting), age)));
    return ages;
  }

  /** Refreshes the secrets in the background from now on. */
  void startRefresh() {
    cache.start();
  }

  /** Stops the thread that refreshes, until {@link #startRefresh}. */
  void stopRefresh() {
    cache.stop();
  }

  /**
   * The text of the secret that an application calls so; empty if there is no such secret or it
   * cannot be read. Only the first call for a secret waits for its source.
   */
  @Override
  public Optional<String> apply(String name) {
    return policy.definitions().find(name).flatMap(this::text);
  }

  private Optional<String> text(Definition definition) {
    SecretReference reference = definition.reference();
    if (reference == null) {
      return Optional.ofNullable(definition.clear()).flatMap(Secret::text);
    }
    // The deployment reports a reference whose source is not configured.
    return cache.has(reference) ? cached(definition.setting(), reference).text() : Optional.empty();
  }

  private CachedText cached(String setting, SecretReference reference) {
    CachedText known = texts.get(setting);
    if (known != null) {
      return known;
    }
    // Not computeIfAbsent: the first lookup waits for the source and would block other names.
    if (!awaited.contains(reference)) {
      cache.startupReads().readAll(List.of(reference));
      awaited.add(reference);
    }
    CachedText text = cache.text(reference);
    texts.putIfAbsent(setting, text);
    return text;
  }

  /** Reads the secret that a setting of Weir's own refers to. */
  @Override
  public Secret read(String text) {
    if (!SecretReference.isReference(text)) {
      return policy.machine().read(text);
    }
    SecretReference reference = SecretReference.parse(text);
    if (policy.machine().sources().containsKey(reference.source())) {
      return policy.machine().read(text);
    }
    if (!cache.has(reference)) {
      throw new IllegalArgumentException(policy.noSource(reference));
    }
    try {
      return startupReads
          .read(reference)
          .orElseThrow(() -> new IllegalArgumentException(unreadable(reference)));
    } catch (SecretReadException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private String unreadable(SecretReference reference) {
    return cache
        .failure(reference)
        .map(SecretReadException::getMessage)
        .orElse(reference + ": no such key");
  }

  /** Stops the refresh, takes the exports back and closes the sources. */
  @Override
  public void close() {
    cache.close();
    exports.close();
  }
}
