package io.weir.sample.applications;

import io.hawt.web.auth.AuthenticationConfiguration;
import io.hawt.web.auth.AuthenticationContainerDiscovery;
import io.weir.sample.servers.RealmUsers;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

/** Hawtio asks JAAS for its users; the system property names this class as where JAAS has them. */
public final class HawtioUsers implements AuthenticationContainerDiscovery {

  @Override
  public String getContainerName() {
    return "the server under test";
  }

  @Override
  public boolean canAuthenticate(AuthenticationConfiguration hawtio) {
    hawtio.setConfiguration(
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String realm) {
            return new AppConfigurationEntry[] {
              new AppConfigurationEntry(
                  Module.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
            };
          }
        });
    return true;
  }

  /** The same users and passwords as the server's. */
  public static final class Module implements LoginModule {

    private Subject subject = new Subject();
    private CallbackHandler asking = callbacks -> {};
    private String user = "";

    @Override
    public void initialize(
        Subject empty, CallbackHandler handler, Map<String, ?> state, Map<String, ?> options) {
      subject = empty;
      asking = handler;
    }

    @Override
    public boolean login() throws LoginException {
      NameCallback name = new NameCallback("name");
      PasswordCallback password = new PasswordCallback("password", false);
      try {
        asking.handle(new Callback[] {name, password});
      } catch (IOException | UnsupportedCallbackException e) {
        throw new LoginException(e.getMessage());
      }
      user = name.getName();
      if (!RealmUsers.password(user).equals(String.valueOf(password.getPassword()))) {
        throw new FailedLoginException();
      }
      return true;
    }

    @Override
    public boolean commit() {
      subject.getPrincipals().add(new User(user));
      return true;
    }

    @Override
    public boolean abort() {
      return true;
    }

    @Override
    public boolean logout() {
      return true;
    }
  }

  /** Who has logged in. */
  private record User(String getName) implements Principal {}
}
