package io.weir.internal.counting;

import io.weir.internal.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The names under which clients are stored: HMAC-SHA-256 (RFC 2104) of their address or user name.
 * A heap dump or a member of the cluster reveals neither.
 */
public final class Pseudonyms {

  private static final String ALGORITHM = "HmacSHA256";

  /** 128 bits: among 2^64 clients, two share a bucket by accident. */
  private static final int LENGTH = 16;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

  private volatile Macs macs;

  public Pseudonyms(Secret secret) {
    macs = new Macs(keyed(secret));
  }

  /** Makes names with this secret from now on. */
  public void change(Secret secret) {
    macs = new Macs(keyed(secret));
  }

  private static Mac keyed(Secret secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /**
   * One name for all parts together, 22 characters long. Other parts, or the same text cut
   * differently, have another name.
   */
  public String of(String... parts) {
    return ENCODER.encodeToString(Arrays.copyOf(mac(parts), LENGTH));
  }

  /** Whether a text has the form of such a name. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** The same as a number, where it need only be unique within an entry. */
  public long numberOf(String... parts) {
    return ByteBuffer.wrap(mac(parts)).getLong();
  }

  private byte[] mac(String... parts) {
    Macs current = macs;
    int place = current.place();
    Mac mac = current.take(place);
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        mac.update((byte) (bytes.length >>> shift));
      }
      mac.update(bytes);
    }
    byte[] result = mac.doFinal(); // Which also makes it ready for the next name.
    current.giveBack(place, mac);
    return result;
  }

  /** Copies of one keyed HMAC, which are used again: a copy costs more than a short name. */
  private static final class Macs {

    /** A power of two, more than the threads that make names in the same moment. */
    private static final int PLACES = 64;

    private final Mac original;
    private final AtomicReferenceArray<@Nullable Mac> idle = new AtomicReferenceArray<>(PLACES);

    Macs(Mac original) {
      this.original = original;
    }

    /** Where this thread looks for a copy. */
    int place() {
      return (int) Thread.currentThread().getId() & (PLACES - 1);
    }

    Mac take(int place) {
      Mac known = idle.getAndSet(place, null);
      return known == null ? copy() : known;
    }

    void giveBack(int place, Mac mac) {
      idle.setRelease(place, mac);
    }

    private Mac copy() {
      try {
        return (Mac) original.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("the JDK's own HMAC can be cloned", e);
      }
    }
  }
}
