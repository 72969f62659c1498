package io.weir.status.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.text.StringEscapeUtils;

/** The files that the page consists of. */
enum PageFile {
  PAGE("page.html", "text/html;charset=UTF-8"),
  SIGN_IN("sign-in.html", "text/html;charset=UTF-8"),
  CSS("page.css", "text/css;charset=UTF-8"),
  JS("page.js", "text/javascript;charset=UTF-8");

  /** Stands in a file where the path of the page is. */
  private static final String PAGE_PATH = "{page}";

  private final String contentType;
  private final String text;

  PageFile(String name, String contentType) {
    this.contentType = contentType;
    try (InputStream in = PageFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Weir's jar lacks " + name);
      }
      this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String contentType() {
    return contentType;
  }

  /**
   * The content.
   *
   * @param page where the page is, as a browser asks for it: {@code /shop/weir}
   */
  byte[] at(String page) {
    return text.replace(PAGE_PATH, StringEscapeUtils.escapeHtml4(page))
        .getBytes(StandardCharsets.UTF_8);
  }
}
