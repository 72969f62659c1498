package io.weir.internal.body;

import java.io.Serial;

/**
 * A form of unknown length is longer than a server would read, or too many long ones are read at
 * once. Thrown to the application that asks for its parameters, as by Tomcat 11.
 */
public final class FormTooLongException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1;

  FormTooLongException() {
    super(
        "a form without Content-Length is longer than 2 MB, or too many long forms are read at once");
  }
}
