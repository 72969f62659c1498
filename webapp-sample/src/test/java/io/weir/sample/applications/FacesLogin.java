package io.weir.sample.applications;

import io.weir.sample.servers.RealmUsers;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;

/** Two logins: one sends the user on, one shows the user's page in its place. */
@Named("login")
@RequestScoped
public class FacesLogin {

  private String username = "";
  private String password = "";

  public String getUsername() {
    return username;
  }

  public void setUsername(String username) {
    this.username = username;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  /** Sends the user on. */
  public String send() {
    return isRight() ? "welcome?faces-redirect=true" : wrong();
  }

  /** Shows the page: gives the session a new id, as the manual says. */
  public String show() {
    if (!isRight()) {
      return wrong();
    }
    HttpServletRequest request =
        (HttpServletRequest) FacesContext.getCurrentInstance().getExternalContext().getRequest();
    request.changeSessionId();
    return "welcome";
  }

  private boolean isRight() {
    return RealmUsers.password(username).equals(password);
  }

  private static String wrong() {
    FacesContext.getCurrentInstance().addMessage(null, new FacesMessage("not so"));
    return "";
  }
}
