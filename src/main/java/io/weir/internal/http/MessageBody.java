package io.weir.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Whether a request has a body (RFC 9112 §6.3, RFC 9113 §8.1). */
public final class MessageBody {

  private static final Set<String> USUALLY_WITHOUT = Set.of("GET", "HEAD", "OPTIONS");

  private MessageBody() {}

  /**
   * Whether the request has a body. In HTTP/2, a body of unknown length has no header field of its
   * own, and neither has a request without a body: its media type and its method tell them apart.
   */
  public static boolean isPresent(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null
        || (isLengthUnknown(request)
            && (request.getContentType() != null
                || !USUALLY_WITHOUT.contains(RequestHead.method(request))));
  }

  private static boolean isLengthUnknown(HttpServletRequest request) {
    return request.getContentLengthLong() < 0
        && !RequestHead.protocol(request).startsWith("HTTP/1");
  }
}
