package io.weir.internal.rules;

import io.weir.internal.body.FieldValue;
import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The facts about a request that may log a user in.
 *
 * @param names the parts of keys that name the user
 * @param ofContainer whether the request is for the target of the container's login form
 */
public record LoginFacts(RequestFacts facts, List<KeyPart> names, boolean ofContainer) {

  /** The schemes of RFC 7617 and RFC 7616, in any case. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("\\s*(basic|digest)\\b", Pattern.CASE_INSENSITIVE);

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** Whether a request sends a name and a password by Basic or Digest authentication. */
  public static boolean hasCredentials(HttpServletRequest request) {
    for (String line : RequestHead.fieldLines(request, "Authorization")) {
      if (CREDENTIALS.matcher(line).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the request sends a name and a password by Basic or Digest authentication. */
  public boolean hasCredentials() {
    return hasCredentials(facts.request());
  }

  /** Whether a name of the key cannot be read. */
  public static boolean hasUnreadableName(Key key, RequestFacts facts) throws IOException {
    for (KeyPart part : key.parts()) {
      if (part instanceof FieldPart.Name name
          && name.name(facts).state() == FieldValue.State.UNREADABLE) {
        return true;
      }
    }
    return false;
  }

  /** The names of the key as the client writes them. */
  public static String spelling(Key key, RequestFacts facts) throws IOException {
    StringBuilder spelling = new StringBuilder();
    for (KeyPart part : key.parts()) {
      if (part instanceof FieldPart.Name name) {
        String text = name.name(facts).text();
        spelling.append(text.length()).append(':').append(text);
      }
    }
    return spelling.toString();
  }

  /**
   * Whether the request tries to log in: the container looks at it, one of the names is in its
   * query, or it has a body or credentials. Without names, every request does.
   */
  public boolean isAttempt() {
    // The container looks for fields of its own, whatever field a rule names.
    return ofContainer
        || names.isEmpty()
        || facts.content().hasBody()
        || hasCredentials()
        || isInQuery();
  }

  /**
   * Whether the request does more than to ask for a page, as a link does: its method is not safe
   * (RFC 9110 §9.2.1), or it carries what a login reads. Credentials alone show nothing, because
   * browsers send those of Basic authentication with every link, too.
   */
  public boolean acts(Key key) {
    return !SAFE.contains(RequestHead.method(facts.request()))
        || ofContainer
        || facts.content().hasBody()
        || isInQuery()
        || isInQuery(key.parts());
  }

  /** Whether one of the names is in the query. */
  public boolean isInQuery() {
    return isInQuery(names);
  }

  private boolean isInQuery(List<KeyPart> fields) {
    for (KeyPart name : fields) {
      if (name instanceof FieldPart.Parameter field
          && facts.content().mayHaveInQuery(field.name())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a servlet can read the request as a form, whatever the client calls its body. Otherwise
   * it is the request of an API, which tells the outcome by its status.
   */
  public boolean isForm() throws IOException {
    if (facts.content().hasFormBody() || isInQuery()) {
      return true;
    }
    String query = facts.request().getQueryString();
    boolean isSafe = SAFE.contains(RequestHead.method(facts.request()));
    return query != null && !query.isEmpty() && !isSafe && !isInJson();
  }

  private boolean isInJson() throws IOException {
    for (KeyPart name : names) {
      if (name instanceof FieldPart.Json json && json.name(facts).isRead()) {
        return true;
      }
    }
    return false;
  }
}
