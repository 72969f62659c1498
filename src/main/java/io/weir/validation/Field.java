package io.weir.validation;

import io.weir.internal.body.JsonPlace;
import io.weir.internal.http.HttpToken;
import io.weir.internal.rules.Quoting;

/** Where a value stands in a request; {@code toString} is how it is written. */
sealed interface Field {

  /** Whether its values stand in a JSON body. */
  default boolean isJson() {
    return false;
  }

  /**
   * {@code header:X-Api-Version}: each line of a header field.
   *
   * @param name a token of HTTP
   */
  record Header(String name) implements Field {
    public Header {
      if (!HttpToken.isToken(name)) {
        throw new IllegalArgumentException(
            "\"%s\" is not the name of a header field; use letters, digits and \"-\", as in header:X-Api-Version."
                .formatted(name));
      }
    }

    @Override
    public String toString() {
      return "header:" + name;
    }
  }

  /** {@code param:name}: each value of a parameter, in the query, a form or an upload. */
  record Parameter(String name) implements Field {
    public Parameter {
      Quoting.checkName(
          name, "the name of a parameter must follow the colon directly, as in param:name.");
    }

    @Override
    public String toString() {
      return "param:" + CheckParser.written(name);
    }
  }

  /** {@code json:/model}: each value at a place of a JSON body. */
  record Json(JsonPlace place) implements Field {

    @Override
    public boolean isJson() {
      return true;
    }

    @Override
    public String toString() {
      return "json:" + CheckParser.written(place.toString());
    }
  }

  /** {@code texts:/messages/*}: each string of a JSON body at a place or below. */
  record Texts(JsonPlace place) implements Field {

    @Override
    public boolean isJson() {
      return true;
    }

    @Override
    public String toString() {
      return "texts:" + CheckParser.written(place.toString());
    }
  }

  /** {@code path:phone}: a variable of the path. */
  record PathVariable(String name) implements Field {
    public PathVariable {
      Quoting.checkName(
          name, "the name of a variable must follow the colon directly, as in path:phone.");
    }

    @Override
    public String toString() {
      return "path:" + name;
    }
  }
}
