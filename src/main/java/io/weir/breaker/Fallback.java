package io.weir.breaker;

/** What an open circuit does with a request; {@code toString} is how it is written. */
sealed interface Fallback {

  /** Answers 503 with a problem document. */
  record Refuse() implements Fallback {

    @Override
    public String toString() {
      return "";
    }
  }

  /**
   * {@code fallback /busy.json status 503}: answers with a file of the application.
   *
   * @param path in the application, such as {@code /busy.json} or {@code /WEB-INF/busy.html}
   * @param status 200 to 599
   */
  record StaticFile(String path, int status) implements Fallback {

    /** The status where none is written. */
    static final int DEFAULT_STATUS = 503;

    public StaticFile {
      checkPath(path);
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status %s: 200 to 599 are allowed.".formatted(status));
      }
    }

    @Override
    public String toString() {
      return "fallback %s%s".formatted(path, status == DEFAULT_STATUS ? "" : " status " + status);
    }
  }

  /**
   * {@code fallback forward /busy}: forwards the request within the application.
   *
   * @param path of a servlet or a page of the application
   */
  record Forward(String path) implements Fallback {

    public Forward {
      checkPath(path);
    }

    @Override
    public String toString() {
      return "fallback forward " + path;
    }
  }

  /**
   * {@code fallback pass}: the request goes on, and a request attribute tells the application that
   * the circuit is open.
   */
  record Pass() implements Fallback {

    @Override
    public String toString() {
      return "fallback pass";
    }
  }

  private static void checkPath(String path) {
    if (!path.startsWith("/") || path.contains("..") || path.contains("\\")) {
      throw new IllegalArgumentException(
          "\"%s\": a path of the application begins with \"/\" and has no \"..\", as in /busy.json."
              .formatted(path));
    }
  }
}
