package io.weir.internal.settings;

/** What a filter does with its decisions: the setting {@code mode}. */
public enum Mode {
  ENFORCE,
  /** Decides, counts and logs, but never refuses. */
  SHADOW,
  OFF;

  private static final Setting<Mode> MODE = Setting.oneOf("mode", ENFORCE);
  private static final Setting<Boolean> ENABLED = Setting.yesOrNo("enabled", true);

  /** The mode of a filter; {@code weir.enabled}, the switch of all filters, overrides it. */
  public static Mode of(Settings settings) {
    boolean enabled = isEnabled(settings);
    Mode mode = settings.own(MODE);
    return enabled ? mode : OFF;
  }

  /** Whether {@code weir.enabled} leaves Weir switched on. */
  public static boolean isEnabled(Settings settings) {
    return settings.shared(ENABLED);
  }
}
