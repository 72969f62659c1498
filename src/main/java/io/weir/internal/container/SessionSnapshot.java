package io.weir.internal.container;

import io.weir.internal.http.GuardedRead;
import io.weir.internal.http.RequestWrappers;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a login in the session of a request, at one moment, for each server. */
final class SessionSnapshot {

  /** A place where a server stores part of that state: Payara's own session, or an attribute. */
  private enum Note {
    /** The user who is logged in. */
    PAYARA_USER(""),
    /** The user who is logged in once they return to the page they first requested. */
    PAYARA_FORM("org.apache.catalina.authenticator.PRINCIPAL"),
    /** The page they first requested. */
    PAYARA_PAGE("org.apache.catalina.authenticator.REQUEST"),
    WILDFLY_FORM("org.wildfly.security.http.form.FormAuthenticationMechanism.elytron-identity"),
    WILDFLY_PAGE("org.wildfly.security.http.form.FormAuthenticationMechanism.Location"),
    /** The user whom the application has logged in by a call. */
    WILDFLY_CALL("org.wildfly.security.http.HttpAuthenticator.authenticated-identity"),
    WILDFLY_JAKARTA(
        "org.wildfly.elytron.web.undertow.server.servlet.ServletSecurityContextImpl$IdentityContainer"),
    JAKARTA_FORM("org.glassfish.soteria.authentication"),
    /** The page, as a text of method and location. */
    JAKARTA_PAGE("org.glassfish.soteria.original.request");

    private final String key;

    Note(String key) {
      this.key = key;
    }
  }

  private static final String PAYARA_REQUEST = "org.apache.catalina.connector.RequestFacade";

  private final Map<Note, Object> notes = new EnumMap<>(Note.class);
  private boolean readable;

  private SessionSnapshot() {}

  /** The current state. Creates no session. An invalid or unknown session proves nothing. */
  static SessionSnapshot of(HttpServletRequest request) {
    SessionSnapshot snapshot = new SessionSnapshot();
    snapshot.readable = GuardedRead.of(() -> snapshot.read(request), false);
    return snapshot;
  }

  /** Whether the request is one of WildFly. */
  static boolean isOfWildFly(HttpServletRequest request) {
    return RequestWrappers.innermost(request).getClass().getName().startsWith("io.undertow.");
  }

  private boolean read(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return true;
    }
    ServletRequest own = RequestWrappers.innermost(request);
    if (own.getClass().getName().equals(PAYARA_REQUEST)) {
      readPayara(own);
    } else {
      read(Note.WILDFLY_FORM, session);
      read(Note.WILDFLY_PAGE, session);
      read(Note.WILDFLY_CALL, session);
      read(Note.WILDFLY_JAKARTA, session);
    }
    read(Note.JAKARTA_FORM, session);
    read(Note.JAKARTA_PAGE, session);
    return true;
  }

  private void read(Note note, HttpSession session) {
    put(note, session.getAttribute(note.key));
  }

  private void put(Note note, @Nullable Object value) {
    if (value != null) {
      notes.put(note, value);
    }
  }

  /** Reads by reflection: applications get no access to this session. */
  private void readPayara(ServletRequest facade) {
    try {
      Object request = call(facade, "getUnwrappedCoyoteRequest");
      Object session =
          request.getClass().getMethod("getSessionInternal", boolean.class).invoke(request, false);
      if (session != null) {
        put(Note.PAYARA_USER, call(session, "getPrincipal"));
        Method notesOf = session.getClass().getMethod("getNote", String.class);
        put(Note.PAYARA_FORM, notesOf.invoke(session, Note.PAYARA_FORM.key));
        put(Note.PAYARA_PAGE, notesOf.invoke(session, Note.PAYARA_PAGE.key));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  /** Whether the session has no user. */
  boolean isNobody() {
    return readable && !isSomebody();
  }

  /** Whether the session names a user. */
  boolean isSomebody() {
    return notes.containsKey(Note.PAYARA_USER)
        || notes.containsKey(Note.PAYARA_FORM)
        || notes.containsKey(Note.WILDFLY_FORM)
        || notes.containsKey(Note.WILDFLY_CALL)
        || notes.containsKey(Note.WILDFLY_JAKARTA)
        || notes.containsKey(Note.JAKARTA_FORM);
  }

  /** Whether a page waits for a login. */
  boolean isWaiting() {
    return notes.containsKey(Note.PAYARA_PAGE)
        || notes.containsKey(Note.WILDFLY_PAGE)
        || notes.containsKey(Note.JAKARTA_PAGE);
  }

  /** Whether the user may be another one than that of the session before. */
  boolean isOther(SessionSnapshot before) {
    return isReadable(before)
        && (!before.notes.containsKey(Note.PAYARA_USER) || isNew(Note.PAYARA_USER, before));
  }

  /**
   * Whether a user who has just logged in is sent back to the page they first requested.
   *
   * @param location the target of the redirect
   */
  boolean isSentBack(SessionSnapshot before, String location) {
    return isReadable(before) && isWaitingToGoBack(before, location);
  }

  private boolean isReadable(SessionSnapshot before) {
    return readable && before.readable;
  }

  private boolean isWaitingToGoBack(SessionSnapshot before, String location) {
    return isNew(Note.PAYARA_FORM, before)
        || (isNew(Note.JAKARTA_FORM, before)
            && String.valueOf(notes.get(Note.JAKARTA_PAGE)).endsWith(" " + location));
  }

  private boolean isNew(Note note, SessionSnapshot before) {
    Object now = notes.get(note);
    return now != null && now != before.notes.get(note);
  }
}
