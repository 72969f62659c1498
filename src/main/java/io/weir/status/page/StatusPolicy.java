package io.weir.status.page;

import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import io.weir.status.Guard;
import io.weir.status.GuardedPath;
import java.util.Optional;

/**
 * Where the page is, and who may see it.
 *
 * @param path nothing if it is a mistake
 * @param guard who may see it
 * @param code whether a code that the log shows lets one administrator in
 * @param scope applications of one scope show their counts together
 * @param cluster the nodes that count together
 */
record StatusPolicy(
    Optional<GuardedPath> path,
    Guard guard,
    boolean code,
    String scope,
    Deferred<ClusterPolicy> cluster) {

  private static final Setting<Boolean> CODE = Setting.yesOrNo("code", false);

  static StatusPolicy of(Settings settings, String contextPath) {
    Optional<GuardedPath> path = GuardedPath.of(settings);
    boolean code = settings.own(CODE);
    String scope = settings.shared(SharedSettings.SCOPE);
    return new StatusPolicy(
        path,
        Guard.of(settings, StatusProvider.NAME, code, ", or weir.status.code=true"),
        code,
        scope.isEmpty() ? contextPath : scope,
        ClusterPolicy.of(settings));
  }
}
