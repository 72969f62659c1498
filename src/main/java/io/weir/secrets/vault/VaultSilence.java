package io.weir.secrets.vault;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * What it means for an administrator that no answer comes.
 *
 * @param longest that an answer may take
 */
record VaultSilence(URI address, Duration longest) {

  SecretReadException of(IOException failure) {
    return VaultFailures.noAnswer(sentence(failure), FailureScope.SOURCE_TEMPORARILY);
  }

  private String sentence(IOException failure) {
    String where = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    if (failure instanceof HttpTimeoutException) {
      return "%s does not answer within %d ms".formatted(where, longest.toMillis());
    }
    if (failure instanceof SSLException) {
      return ofTls(failure).formatted(where);
    }
    if (failure instanceof LimitedBody.TooLong) {
      return "%s answers with more than 16 MiB; is it Vault?".formatted(where);
    }
    // Its message may be the server's words: only its class is told.
    return "no connection with %s (%s)".formatted(where, failure.getClass().getSimpleName());
  }

  private static String ofTls(IOException failure) {
    if (isCausedBy(CertificateExpiredException.class, failure)) {
      return "the certificate of %s, or of its authority, has expired";
    }
    if (isCausedBy(CertificateNotYetValidException.class, failure)) {
      return "the certificate of %s is not valid yet; is the clock of this machine right?";
    }
    if (isCausedBy(CertificateException.class, failure)) {
      return "the certificate of %s is not trusted or is another host's; name its authority's in"
          + " weir.vault.ca-file";
    }
    return "no TLS with %s; does it ask for a certificate of ours (weir.vault.client-cert)?";
  }

  private static boolean isCausedBy(Class<? extends Exception> type, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
