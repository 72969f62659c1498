package io.weir.internal.settings;

/**
 * What somebody wrote for a setting.
 *
 * @param where the setting, and the place it stands in unless that is the filter itself: {@code
 *     weir.cluster.port (configuration)}
 * @param text without blanks around it
 */
public record RawSetting(String where, String text) {}
