package io.weir.status;

/** What a {@link Guard} finds out about the sender of a request. */
public enum Access {
  ALLOWED,
  /** They may ask from where they are, but have not proved who they are. */
  UNAUTHENTICATED,
  /** Where they are, or who they are, may not ask. */
  FORBIDDEN
}
