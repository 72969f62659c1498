package io.weir.validation;

import java.io.IOException;
import java.io.Serial;

/** The application reads on in a body that has been refused. */
final class RefusedBodyException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  RefusedBodyException() {
    super("the request validation of Weir has refused the body of this request");
  }
}
