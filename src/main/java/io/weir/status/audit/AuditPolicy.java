package io.weir.status.audit;

import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of the audit log.
 *
 * @param file where lines are written; none if they are not
 * @param logged whether lines go to the logger {@value AuditPolicy#LOGGER}
 * @param refusals the most refusals that are written in a second, 1 to 10 000
 * @param size at which a file is full, in bytes
 * @param files how many are kept, the one that is written included, 2 to 1000
 */
record AuditPolicy(
    Deferred<Optional<Path>> file,
    boolean logged,
    int refusals,
    long size,
    int files,
    PersonalData personalData) {

  static final String LOGGER = "io.weir.audit";

  /** Stands in the name of the file for the application. */
  private static final String APPLICATION = "{application}";

  private static final Setting<String> FILE = Setting.text("file", "");
  private static final Setting<Boolean> LOG = Setting.yesOrNo("log", false);
  private static final Setting<Integer> REFUSALS =
      Setting.number("refusals-per-second", 10, 1, 10_000);
  private static final Setting<Long> SIZE =
      new Setting<>("max-size", "100MB", (text, where, mistakes) -> size(text));
  private static final Setting<Integer> FILES = Setting.number("max-files", 10, 2, 1000);
  private static final Setting<PersonalData> PERSONAL_DATA =
      Setting.oneOf("personal-data", PersonalData.NONE);

  private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,5})\\s*(kb|mb|gb)");
  private static final long STEP = 1024;

  /** Reads every setting; mistakes are added to {@code settings}. */
  static AuditPolicy of(Settings settings, String contextPath) {
    boolean enabled = Mode.isEnabled(settings);
    String written = settings.own(FILE);
    boolean logged = settings.own(LOG);
    return new AuditPolicy(
        enabled && !written.isEmpty()
            ? file(written.replace(APPLICATION, name(contextPath)), settings.mistakes())
            : Deferred.of(Optional.empty()),
        enabled && logged,
        settings.own(REFUSALS),
        settings.own(SIZE),
        settings.own(FILES),
        settings.own(PERSONAL_DATA));
  }

  /** The application, as a file can be called: {@code shop-v2} of {@code /shop/v2}. */
  private static String name(String contextPath) {
    String name = contextPath.replaceFirst("^/", "").replaceAll("[^A-Za-z0-9._-]", "-");
    return name.isEmpty() ? "ROOT" : name;
  }

  private static Deferred<Optional<Path>> file(String text, Mistakes mistakes) {
    return mistakes.defer(
        "weir.audit.file", () -> Optional.of(writable(text)), Optional.<Path>empty());
  }

  private static Path writable(String text) {
    Path file;
    try {
      file = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("\"%s\": no path".formatted(text), e);
    }
    Path directory = file.getParent();
    if (!file.isAbsolute() || directory == null || file.getFileName() == null) {
      throw new IllegalArgumentException(
          "\"%s\": allowed is an absolute path, for example /var/log/weir/{application}.jsonl"
              .formatted(text));
    }
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "\"%s\": no directory %s; create it, and let the user of the server write into it"
              .formatted(text, directory));
    }
    if (!Files.isWritable(directory)
        || (Files.exists(file) && !(Files.isRegularFile(file) && Files.isWritable(file)))) {
      throw new IllegalArgumentException(
          "\"%s\": the user of the server must be able to write the file and into its directory"
              .formatted(text));
    }
    return file;
  }

  private static long size(String text) {
    Matcher parts = WRITTEN.matcher(text.toLowerCase(Locale.ROOT));
    if (parts.matches()) {
      long factor =
          switch (parts.group(2)) {
            case "kb" -> STEP;
            case "mb" -> STEP * STEP;
            default -> STEP * STEP * STEP;
          };
      long bytes = Long.parseLong(parts.group(1)) * factor;
      if (bytes >= STEP * STEP / 16 && bytes <= 100 * STEP * STEP * STEP) {
        return bytes;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\": allowed is 64 kB to 100 GB, with its unit, as in 100MB".formatted(text));
  }

  /** Whether lines are written anywhere. */
  boolean isOn() {
    return logged || file.get().isPresent();
  }
}
