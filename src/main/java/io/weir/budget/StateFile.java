package io.weir.budget;

import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What is spent, as it is written into a file:
 *
 * <pre>
 *   "weir budgets", format, format of ledgers, fingerprint of the key secret
 *   number of ledgers; of each its name, how long it is kept, whether it is of one client, itself
 *   SHA-256 of all that
 * </pre>
 *
 * A ledger has a pseudonym, so the file names nobody.
 *
 * @param ledgers each in its written form
 */
record StateFile(Map<LedgerKey, byte[]> ledgers) {

  private static final int FORMAT = 1;
  private static final String MAGIC = "weir budgets";
  private static final int CHECKSUM = 32;

  StateFile {
    ledgers = Map.copyOf(ledgers);
  }

  /**
   * The content of the file.
   *
   * @param fingerprint tells one key secret from another
   */
  byte[] encode(String fingerprint) {
    ByteWriter out = new ByteWriter().text(MAGIC).octet(FORMAT).octet(Ledger.FORMAT);
    out.text(fingerprint).count(ledgers.size());
    ledgers.forEach(
        (key, ledger) ->
            out.text(key.name()).octet(key.kept().number()).octet(key.own() ? 1 : 0).array(ledger));
    byte[] content = out.toByteArray();
    byte[] all = Arrays.copyOf(content, content.length + CHECKSUM);
    System.arraycopy(checksum(content), 0, all, content.length, CHECKSUM);
    return all;
  }

  /**
   * Reads the content of a file.
   *
   * @throws IllegalArgumentException with the end of a sentence about the file
   */
  static StateFile decode(byte[] all, String fingerprint) {
    byte[] content = Arrays.copyOf(all, Math.max(0, all.length - CHECKSUM));
    byte[] sum = Arrays.copyOfRange(all, content.length, all.length);
    if (!MessageDigest.isEqual(sum, checksum(content))) {
      throw new IllegalArgumentException("is damaged");
    }
    try {
      ByteReader in = new ByteReader(content);
      if (!in.text().equals(MAGIC) || in.octet() != FORMAT || in.octet() != Ledger.FORMAT) {
        throw new IllegalArgumentException("was written by another version of Weir");
      }
      if (!in.text().equals(fingerprint)) {
        throw new IllegalArgumentException("was written with another weir.key-secret");
      }
      Map<LedgerKey, byte[]> ledgers = new HashMap<>();
      for (long rest = in.count(); rest > 0; rest--) {
        LedgerKey key = new LedgerKey(in.text(), LedgerRetention.of(in.octet()), in.octet() == 1);
        ledgers.put(key, in.array());
      }
      return new StateFile(ledgers);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("is damaged", e);
    }
  }

  private static byte[] checksum(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
