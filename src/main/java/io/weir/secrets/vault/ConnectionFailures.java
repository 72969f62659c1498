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

/** Explains to the administrator why Vault gave no response. */
final class ConnectionFailures {

  private ConnectionFailures() {}

  static SecretReadException of(IOException failure, URI address, Duration timeout) {
    String host = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    return VaultFailures.noResponse(
        sentence(failure, host, timeout), FailureScope.SOURCE_TEMPORARILY);
  }

  private static String sentence(IOException failure, String host, Duration timeout) {
    if (failure instanceof HttpTimeoutException) {
      return "%s does not answer within %s ms".formatted(host, timeout.toMillis());
    }
    if (failure instanceof SSLException) {
      return ofTls(failure).formatted(host);
    }
    if (failure instanceof LimitedBody.TooLarge) {
      return "%s sends a response of more than 16 MiB; check that weir.vault.address names Vault"
          .formatted(host);
    }
    // The message may contain text of the server, so only the class is shown.
    return "cannot connect to %s (%s)".formatted(host, failure.getClass().getSimpleName());
  }

  private static String ofTls(IOException failure) {
    if (isCausedBy(CertificateExpiredException.class, failure)) {
      return "the certificate of %s, or of its authority, has expired";
    }
    if (isCausedBy(CertificateNotYetValidException.class, failure)) {
      return "the certificate of %s is not valid yet; check the clock of this machine";
    }
    if (isCausedBy(CertificateException.class, failure)) {
      return "the certificate of %s is not trusted or belongs to another host; set weir.vault.ca-file to the certificate of its authority";
    }
    return "TLS with %s fails; if it requires a client certificate, set weir.vault.client-cert";
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
