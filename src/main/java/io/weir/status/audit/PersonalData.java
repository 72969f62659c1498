package io.weir.status.audit;

/** What the audit log tells of people: the setting {@code weir.audit.personal-data}. */
enum PersonalData {
  NONE,
  /** The keyed hash of a client, the same in all lines, and the user names of administrators. */
  PSEUDONYMS
}
