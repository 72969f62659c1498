package io.weir.internal.rules;

import java.util.List;

/**
 * The owner of the API key that the client sends. A request without a known key is refused, except
 * a preflight: browsers send no key with it.
 *
 * @param header the header field whose whole value is the key
 */
record ApiKeyPart(String header) implements KeyPart {

  ApiKeyPart {
    FieldPart.Header.checkName(header);
  }

  @Override
  public List<Value> of(RequestFacts facts, PathMatch match) {
    return orAddress(facts.ownerOf(this), facts);
  }

  @Override
  public String toString() {
    return "api-key:" + Quoting.quoted(header);
  }
}
