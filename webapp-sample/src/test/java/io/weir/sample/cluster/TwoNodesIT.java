package io.weir.sample.cluster;

import io.weir.sample.servers.Server;
import org.junit.jupiter.api.Nested;

/** What two nodes show, on both servers. */
class TwoNodesIT {

  @Nested
  class OnWildFly extends TwoNodes implements CountTogether, CountLogins, OutliveFailures, ReadHazelcastFiles {
    OnWildFly() {
      super(Server.WILDFLY);
    }
  }

  @Nested
  class OnPayara extends TwoNodes implements CountTogether, CountLogins, OutliveFailures {
    OnPayara() {
      super(Server.PAYARA);
    }
  }
}
