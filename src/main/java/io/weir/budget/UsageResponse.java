package io.weir.budget;

import io.weir.internal.http.ResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A response that keeps the header {@code X-Weir-Usage} to itself: what a request cost is nobody
 * else's business.
 */
final class UsageResponse extends ResponseWrapper {

  static final String HEADER = "X-Weir-Usage";

  private final BudgetedRequest request;

  UsageResponse(HttpServletResponse response, BudgetedRequest request) {
    super(response);
    this.request = request;
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (!keeps(name, value)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (!keeps(name, value)) {
      super.addHeader(name, value);
    }
  }

  private boolean keeps(@Nullable String name, @Nullable String value) {
    if (!HEADER.equalsIgnoreCase(name)) {
      return false;
    }
    if (value != null) {
      request.hearHeader(value);
    }
    return true;
  }
}
