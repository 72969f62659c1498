package io.weir.validation;

import java.io.Serial;

/** The application asks for parameters or parts of a form that has been refused. */
final class RefusedFormException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1;

  RefusedFormException() {
    super("the request validation of Weir has refused the form of this request");
  }
}
