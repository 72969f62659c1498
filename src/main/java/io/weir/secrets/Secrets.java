package io.weir.secrets;

import io.weir.internal.secret.Reference;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.secrets.export.SecretExports;
import io.weir.secrets.lastknown.LastKnownSource;
import io.weir.secrets.lastknown.LastKnownStore;
import io.weir.secrets.refresh.CachedText;
import io.weir.secrets.refresh.DeploymentCache;
import io.weir.secrets.source.EnvironmentSource;
import io.weir.secrets.source.FileSource;
import io.weir.secrets.source.SecretFileReader;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.vault.VaultPolicy;
import io.weir.secrets.vault.VaultSource;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of one application: those that it asks for by name, and those in Weir's own settings.
 */
public final class Secrets implements Function<String, Optional<String>>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

  private final SecretsPolicy policy;
  private final Map<String, SecretSource> ofThisMachine;
  private final DeploymentCache stock;
  private final SecretExports deliveries;

  /** Of the secrets that somebody has asked for, by their keys. */
  private final Map<String, CachedText> lookups = new ConcurrentHashMap<>();

  private Secrets(SecretsPolicy policy) {
    this.policy = policy;
    SecretFileReader files = new SecretFileReader(policy.files());
    ofThisMachine =
        Map.of(
            "env", new EnvironmentSource(System.getenv(), files, policy.dotEnv()),
            "file", new FileSource(files));
    stock = new DeploymentCache(policy.keeper(), sources());
    deliveries = new SecretExports(policy.delivery(), this);
  }

  private Map<String, SecretSource> sources() {
    Map<String, SecretSource> sources = new HashMap<>(ofThisMachine);
    policy
        .vault()
        .map(vault -> new Reading.Source(this, lastKnown(vault)))
        .ifPresent(vault -> sources.put("vault", vault));
    return sources;
  }

  private SecretSource lastKnown(VaultPolicy policyOfVault) {
    VaultSource vault = new VaultSource(policyOfVault, System::nanoTime);
    return policy
        .lastKnown()
        .<SecretSource>map(
            kept ->
                new LastKnownSource(
                    vault,
                    policyOfVault.place(),
                    new LastKnownStore(kept.directory(), kept.key()),
                    policy.keeper().maxStale(),
                    InstantSource.system()))
        .orElse(vault);
  }

  /** Reads every setting; mistakes are those of {@code settings}. Reads no secret yet. */
  public static Secrets of(Settings settings) {
    return new Secrets(SecretsPolicy.of(settings));
  }

  /** What can be read where no application is known. */
  static Secrets ofThisMachine() {
    return by(SecretsPolicy.ofThisMachine());
  }

  static Secrets by(SecretsPolicy policy) {
    return new Secrets(policy);
  }

  /** Does something that reads settings; references in these are read from here. */
  public <T> T whileReading(Supplier<T> settings) {
    return Reading.in(this, settings::get);
  }

  /** Whether there is nothing that the application could ask for. */
  public boolean isEmpty() {
    return policy.catalogue().isEmpty();
  }

  /** What must not lie in what is deployed, by the settings that name it. */
  public Map<String, Path> ownPlaces() {
    Map<String, Path> places = new TreeMap<>();
    policy.dotEnv().ifPresent(file -> places.put("weir.secrets.dotenv", file));
    policy
        .lastKnown()
        .ifPresent(kept -> places.put("weir.secrets.last-known-dir", kept.directory()));
    return places;
  }

  /**
   * Reads all for the first time; takes as long as the start-up deadline allows.
   *
   * @return what stops the deployment
   */
  public List<Mistake> readAll() {
    Map<String, Reference> references = policy.catalogue().references();
    if (references.isEmpty()) {
      return List.of();
    }
    stock.readAll(references.values().stream().filter(stock::has).toList());
    List<Mistake> mistakes = new ArrayList<>();
    references.forEach((key, reference) -> check(key, reference).ifPresent(mistakes::add));
    return mistakes;
  }

  private Optional<Mistake> check(String key, Reference reference) {
    Optional<String> reason = failure(reference);
    if (reason.isPresent() && policy.isOptional(key)) {
      LOG.warn("WEIR-036: the application starts without weir.secrets.{}: {}", key, reason.get());
      return Optional.empty();
    }
    return reason.map(what -> new Mistake("weir.secrets." + key, what));
  }

  private Optional<String> failure(Reference reference) {
    if (!stock.has(reference)) {
      return Optional.of(withoutVault(reference));
    }
    return stock
        .failure(reference)
        .map(SecretReadException::getMessage)
        .or(
            () ->
                stock
                    .current(reference)
                    .filter(secret -> secret.text().isEmpty())
                    .map(secret -> reference + ": no text (UTF-8)"));
  }

  private static String withoutVault(Reference reference) {
    return "%s: where is Vault? weir.vault.address, like https://vault.example.com:8200"
        .formatted(reference);
  }

  /**
   * Hands them out on the ways that the administrator chose, besides MicroProfile Config; taken
   * back when this is closed.
   *
   * @return what stops the deployment
   */
  public List<Mistake> deliver(ServletContext context) {
    return deliveries.begin(context, this::onChange);
  }

  /** Has something done whenever the secret of a name has changed. */
  void onChange(String name, Runnable listener) {
    policy
        .catalogue()
        .find(name)
        .flatMap(SecretDefinitions.Entry::reference)
        .filter(stock::has)
        .ifPresent(reference -> stock.onChange(reference, listener));
  }

  /** Keeps them fresh from now on. */
  public void keepFresh() {
    stock.keepFresh();
  }

  /** Ends the thread until they are to be {@linkplain #keepFresh kept fresh}. */
  public void rest() {
    stock.rest();
  }

  /**
   * What the application's name for a secret stands for; nothing if there is no such secret, or it
   * cannot be read. Waits only if nobody has asked for it before.
   */
  @Override
  public Optional<String> apply(String name) {
    CachedText lookup = lookups.get(name);
    return lookup == null ? policy.catalogue().find(name).flatMap(this::text) : lookup.text();
  }

  private Optional<String> text(SecretDefinitions.Entry entry) {
    // One whose source is missing is told when the application is deployed.
    return entry
        .clear()
        .flatMap(Secret::text)
        .or(() -> entry.reference().filter(stock::has).flatMap(kept -> text(entry.key(), kept)));
  }

  private Optional<String> text(String key, Reference reference) {
    CachedText known = lookups.get(key);
    CachedText lookup = known == null ? stock.lookup(reference) : known;
    lookups.putIfAbsent(key, lookup);
    return lookup.text();
  }

  /** The secret that a setting names, or holds where that is allowed. */
  Secret read(String text) {
    if (policy.allowInWar() && !Reference.isReference(text)) {
      return Secret.of(text);
    }
    Reference reference = Reference.parse(text);
    if (!stock.has(reference)) {
      throw new IllegalArgumentException(withoutVault(reference));
    }
    try {
      SecretSource source = ofThisMachine.get(reference.source());
      return source == null ? stock.read(reference) : read(reference, source);
    } catch (SecretReadException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Secret read(Reference reference, SecretSource source) throws SecretReadException {
    Secret secret = source.read(reference.path()).values().get(reference.key());
    if (secret == null) {
      throw new IllegalArgumentException("%s: no such file".formatted(reference));
    }
    return secret;
  }

  /** What is being read now is not handed out any more; what was, is taken back. */
  @Override
  public void close() {
    stock.close();
    deliveries.close();
  }
}
