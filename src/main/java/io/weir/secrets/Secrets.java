package io.weir.secrets;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import jakarta.servlet.ServletContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of one application: those that it asks for by name, and those in Weir's own settings.
 */
public final class Secrets implements Function<String, Optional<String>>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

  /** In whose name this thread reads settings. */
  private static final ThreadLocal<Secrets> HERE = new ThreadLocal<>();

  private final SecretsPolicy policy;
  private final Map<String, SecretSource> ofThisMachine;
  private final Set<Reference> awaited = ConcurrentHashMap.newKeySet();

  /** Made by the first who needs it, so that an application without secrets has no thread. */
  private volatile @Nullable Keeper keeper;

  /** Of the deployment: all that it reads waits no longer than its deadline together. */
  private @Nullable FirstReads firstReads;

  private final Deque<Handout> handouts = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  private Secrets(SecretsPolicy policy) {
    this.policy = policy;
    SecretFiles files = new SecretFiles(policy.files());
    ofThisMachine =
        Map.of(
            "env", new EnvironmentSource(System.getenv(), files, policy.dotEnv()),
            "file", new FileSource(files));
  }

  /** Reads every setting; mistakes are those of {@code settings}. Reads no secret yet. */
  public static Secrets of(Settings settings) {
    return new Secrets(SecretsPolicy.of(settings));
  }

  /** Those in whose name this thread reads settings; without an application, of this machine. */
  static Secrets here() {
    Secrets here = HERE.get();
    return here == null ? new Secrets(SecretsPolicy.ofThisMachine()) : here;
  }

  static Secrets by(SecretsPolicy policy) {
    return new Secrets(policy);
  }

  /** Does something that reads settings; references in these are read from here. */
  public <T> T whileReading(Supplier<T> settings) {
    Secrets before = HERE.get();
    HERE.set(this);
    try {
      return settings.get();
    } finally {
      if (before == null) {
        HERE.remove();
      } else {
        HERE.set(before);
      }
    }
  }

  /** Whether there is nothing that the application could ask for. */
  public boolean isEmpty() {
    return policy.names().isEmpty();
  }

  /** A developer's file with secrets, which must not lie in what is deployed. */
  public Optional<Path> dotEnv() {
    return policy.dotEnv();
  }

  /**
   * Reads all for the first time; takes as long as the start-up deadline allows.
   *
   * @return what stops the deployment
   */
  public List<Mistake> readAll() {
    if (policy.references().isEmpty()) {
      return List.of();
    }
    List<Mistake> mistakes = new ArrayList<>();
    Map<String, Reference> known = new TreeMap<>(policy.references());
    List<Reference> readable = known.values().stream().filter(one -> !lacksVault(one)).toList();
    firstReads().readAll(readable);
    awaited.addAll(readable);
    known.forEach((key, reference) -> check(key, reference).ifPresent(mistakes::add));
    return mistakes;
  }

  private Optional<String> failure(Reference reference) {
    return firstReads()
        .failure(reference)
        .map(Unreadable::getMessage)
        .or(
            () ->
                keeper()
                    .current(reference)
                    .filter(secret -> text(secret).isEmpty())
                    .map(secret -> reference + ": no text (UTF-8)"));
  }

  private boolean lacksVault(Reference reference) {
    return reference.source().equals("vault") && policy.vault().isEmpty();
  }

  private static String withoutVault(Reference reference) {
    return "%s: where is Vault? weir.vault.address, like https://vault.example.com:8200"
        .formatted(reference);
  }

  private Optional<Mistake> check(String key, Reference reference) {
    Optional<String> reason =
        lacksVault(reference) ? Optional.of(withoutVault(reference)) : failure(reference);
    if (reason.isPresent() && policy.isOptional(key)) {
      LOG.warn("WEIR-036: the application starts without weir.secrets.{}: {}", key, reason.get());
      return Optional.empty();
    }
    return reason.map(what -> new Mistake("weir.secrets." + key, what));
  }

  /**
   * Hands them out on the ways that the administrator chose, besides MicroProfile Config; taken
   * back when this is closed.
   *
   * @return what stops the deployment
   */
  public List<Mistake> deliver(ServletContext context) {
    SecretsPolicy.Delivery ways = policy.delivery();
    List<Mistake> mistakes = new ArrayList<>();
    each(ways.initParams(), (name, value) -> Handout.initParam(context, name, value), mistakes);
    // Also one that has no value yet: it gets its first one when that can be read.
    each(ways.systemProperties(), this::keepGiving, mistakes);
    each(ways.jndi(), (name, value) -> handouts.push(Handout.binding(name, value)), mistakes);
    return mistakes;
  }

  private void each(List<String> names, BiConsumer<String, String> way, List<Mistake> mistakes) {
    each(names, name -> apply(name).ifPresent(value -> way.accept(name, value)), mistakes);
  }

  private static void each(List<String> names, Consumer<String> way, List<Mistake> mistakes) {
    for (String name : names) {
      try {
        way.accept(name);
      } catch (IllegalArgumentException e) {
        mistakes.add(new Mistake("weir.secrets." + name, String.valueOf(e.getMessage())));
      }
    }
  }

  private void keepGiving(String name) {
    Handout handout = Handout.systemProperty(name);
    handouts.push(handout);
    Runnable give = () -> give(name, handout);
    policy
        .find(name)
        .map(policy.references()::get)
        .filter(reference -> !lacksVault(reference))
        .ifPresent(reference -> keeper().onChange(reference, give));
    give.run();
  }

  /** One after the other: else an older value could be given last. */
  private void give(String name, Handout handout) {
    synchronized (handout) {
      apply(name).ifPresent(handout::change);
    }
  }

  /** Keeps them fresh from now on. */
  public synchronized void keepFresh() {
    Keeper made = keeper;
    if (made != null && !closed) {
      made.start();
    }
  }

  /** Ends the thread until they are to be {@linkplain #keepFresh kept fresh}. */
  public synchronized void rest() {
    Keeper made = keeper;
    if (made != null) {
      made.rest();
    }
  }

  /**
   * What the application's name for a secret stands for; nothing if there is no such secret, or it
   * cannot be read. Waits only if nobody has asked for it before.
   */
  @Override
  public Optional<String> apply(String name) {
    return policy.find(name).flatMap(this::value);
  }

  private Optional<String> value(String key) {
    Secret clear = policy.clear().get(key);
    if (clear != null) {
      return text(clear);
    }
    Reference reference = policy.references().get(key);
    return reference == null ? Optional.empty() : current(reference).flatMap(Secrets::text);
  }

  private Optional<Secret> current(Reference reference) {
    if (lacksVault(reference)) {
      return Optional.empty(); // Told when the application is deployed.
    }
    if (!awaited.contains(reference)) {
      keeper().firstReads().readAll(List.of(reference));
      awaited.add(reference);
    }
    return keeper().current(reference);
  }

  /** The secret that a setting names, or holds where that is allowed. */
  Secret read(String text) {
    if (policy.allowInWar() && !Reference.isReference(text)) {
      return Secret.of(text);
    }
    Reference reference = Reference.parse(text);
    try {
      SecretSource source = ofThisMachine.get(reference.source());
      return source == null ? kept(reference) : read(reference, source);
    } catch (Unreadable e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Secret read(Reference reference, SecretSource source) throws Unreadable {
    Secret secret = source.read(reference.path()).values().get(reference.key());
    if (secret == null) {
      throw new IllegalArgumentException("%s: no such file".formatted(reference));
    }
    return secret;
  }

  private Secret kept(Reference reference) throws Unreadable {
    if (lacksVault(reference)) {
      throw new IllegalArgumentException(withoutVault(reference));
    }
    return firstReads()
        .read(reference)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    keeper()
                        .failure(reference)
                        .map(Unreadable::getMessage)
                        .orElse(reference + ": no such key")));
  }

  private static Optional<String> text(Secret secret) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(secret.bytes())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private synchronized FirstReads firstReads() {
    FirstReads begun = firstReads;
    if (begun == null) {
      begun = keeper().firstReads();
      firstReads = begun;
    }
    return begun;
  }

  private Keeper keeper() {
    Keeper made = keeper;
    return made == null ? made() : made;
  }

  private synchronized Keeper made() {
    Keeper made = keeper;
    if (made == null) {
      Map<String, SecretSource> sources = new HashMap<>(ofThisMachine);
      policy
          .vault()
          .ifPresent(vault -> sources.put("vault", here(new Vault(vault, System::nanoTime))));
      made = new Keeper(sources, policy.keeper(), System::nanoTime, new Random());
      if (closed) {
        made.close(); // Whoever asks too late gets nothing, and no thread.
      } else {
        made.start();
      }
      keeper = made;
    }
    return made;
  }

  /** The same, which reads what opens it by these settings, also in the keeper's thread. */
  private SecretSource here(SecretSource source) {
    return new SecretSource() {
      @Override
      public Snapshot read(String path) throws Unreadable {
        HERE.set(Secrets.this);
        try {
          return source.read(path);
        } finally {
          HERE.remove();
        }
      }

      @Override
      public Optional<Duration> tend() {
        return whileReading(source::tend);
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  @Override
  public void close() {
    Keeper last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = keeper;
    }
    // First, and without the lock: what it is reading now must not be handed out any more.
    if (last != null) {
      last.close();
    }
    while (!handouts.isEmpty()) {
      handouts.pop().close();
    }
  }
}
