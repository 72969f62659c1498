package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.budget.BudgetOperationsMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A late report asks the budgets of all applications. */
class UsageTest {

  private static final String NAME = "io.weir:type=Budgets,scope=\"usage-test-%s\"";

  @AfterEach
  void unregister() throws Exception {
    for (ObjectName name :
        ManagementFactory.getPlatformMBeanServer()
            .queryNames(new ObjectName("io.weir:type=Budgets,*"), null)) {
      if (name.getKeyProperty("scope").startsWith("\"usage-test-")) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
    }
  }

  private static void register(int number, BooleanSupplier answer) throws Exception {
    BudgetOperationsMXBean budgets =
        new BudgetOperationsMXBean() {
          @Override
          public boolean report(String id, String usage) {
            return answer.getAsBoolean();
          }

          @Override
          public boolean reset(String budget) {
            return false;
          }

          @Override
          public boolean reset(String budget, String key) {
            return false;
          }

          @Override
          public boolean reset(String budget, String key, String client) {
            return false;
          }

          @Override
          public void topUp(String budget, String amount) {}

          @Override
          public void topUp(String budget, String key, String amount) {}
        };
    ManagementFactory.getPlatformMBeanServer()
        .registerMBean(
            new StandardMBean(budgets, BudgetOperationsMXBean.class, true),
            new ObjectName(NAME.formatted(number)));
  }

  private static boolean fail() {
    throw new IllegalArgumentException("a part of it is not known");
  }

  @Test
  void a_failure_of_one_application_does_not_keep_the_others_from_settling() throws Exception {
    for (int i = 0; i < 5; i++) {
      boolean settles = i == 2;
      register(i, () -> settles || fail());
    }

    assertThat(Usage.report("id", "eur=1")).isTrue();
  }

  @Test
  void a_failure_is_told_if_nobody_has_settled() throws Exception {
    register(1, () -> false);
    register(2, UsageTest::fail);

    assertThatThrownBy(() -> Usage.report("id", "eur=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a part of it is not known");
  }
}
